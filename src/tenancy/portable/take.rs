//! Taking a legal entity in that comes from another installation, in one transaction.

use std::collections::BTreeSet;

use entity::catalogue::{Table, portable};
use entity::ids::LegalEntityId;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait, Value,
};
use serde_json::Value as Json;

use crate::failure::is_unique_violation;
use crate::tenancy::open::{check_schema, open};

use super::MoveError;
use super::references::{self, Reference};
use super::rows::{self, Row};
use super::walk::{Digest, Walk, quoted};

/// How many values go into one statement; SQLite takes 32,766.
const VALUES_MAX: usize = 15_000;

/// A legal entity while it is taken in. Dropped before [`commit`](Self::commit), nothing happened.
pub struct Taking {
    // The pool has to outlive what it gave.
    _pool: DatabaseConnection,
    tx: DatabaseTransaction,
    legal_entity: LegalEntityId,
    references: Vec<Reference>,
    /// Rows that wait for others of their table, and their ids.
    held: Vec<Row>,
    waiting: BTreeSet<String>,
}

impl Taking {
    /// Begins, in a database whose schema is this program's.
    ///
    /// # Errors
    /// When the database cannot be reached or has another schema.
    pub async fn begin(url: &str, legal_entity: LegalEntityId) -> Result<Self, MoveError> {
        let pool = open(url, false).await?;
        check_schema(&pool).await?;
        let tx = begin(&pool, legal_entity).await?;
        let references = references::all(&tx).await?;
        Ok(Self {
            _pool: pool,
            tx,
            legal_entity,
            references,
            held: Vec::new(),
            waiting: BTreeSet::new(),
        })
    }

    /// The tables in the order in which they have to be written.
    ///
    /// # Errors
    /// When they point at each other in a circle.
    pub fn tables(&self) -> Result<Vec<Table>, MoveError> {
        Ok(references::in_order(portable(), &self.references)?)
    }

    /// Writes rows of a table, which come in the order of their keys.
    ///
    /// # Errors
    /// When a row is not usable, belongs to somebody else, or is refused by the database.
    pub async fn write(&mut self, table: &Table, rows: Vec<Row>) -> Result<(), MoveError> {
        let mut now = Vec::with_capacity(rows.len());
        for row in rows {
            match self.has_to_wait(table, &row) {
                true => {
                    self.waiting.extend(id(&row).map(str::to_owned));
                    self.held.push(row);
                }
                false => now.push(row),
            }
        }
        self.insert(table, &now).await
    }

    /// Ends a table: writes the rows that had to wait for others of the same table.
    ///
    /// # Errors
    /// As [`write`](Self::write); and when rows point at each other in a circle, or at none.
    pub async fn end(&mut self, table: &Table) -> Result<(), MoveError> {
        let mut waiting = std::mem::take(&mut self.held);
        self.waiting.clear();
        while !waiting.is_empty() {
            let ids: BTreeSet<String> = waiting.iter().filter_map(id).map(str::to_owned).collect();
            let (later, now): (Vec<Row>, Vec<Row>) = waiting.into_iter().partition(|row| {
                let mut own = self.own_references(table, row);
                own.any(|of| ids.contains(of) && Some(of) != id(row))
            });
            if now.is_empty() {
                let reason = "it points at itself by way of others".to_owned();
                return Err(wrong(table, reason));
            }
            self.insert(table, &now).await?;
            waiting = later;
        }
        Ok(())
    }

    /// What of a table is there now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn digest(&self, table: &Table) -> Result<Digest, MoveError> {
        let walk = Walk::new(table, Some(self.legal_entity));
        Ok(walk.digest(&self.tx).await?)
    }

    /// Keeps all of it.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn commit(self) -> Result<(), MoveError> {
        Ok(self.tx.commit().await?)
    }

    /// What a row of a table points at in the same table.
    fn own_references<'r>(&self, table: &Table, row: &'r Row) -> impl Iterator<Item = &'r str> {
        let own = |one: &&Reference| one.from == table.name && one.to == table.name;
        let columns: Vec<&String> = self
            .references
            .iter()
            .filter(own)
            .map(|one| &one.column)
            .collect();
        let values: Vec<&str> = columns
            .into_iter()
            .filter_map(|column| row.get(column)?.as_str())
            .collect();
        values.into_iter()
    }

    /// Whether a row points at one of the same table that comes after it (a row that was made
    /// first can do so when it was changed later on), or at one that waits itself.
    fn has_to_wait(&self, table: &Table, row: &Row) -> bool {
        let mut own = self.own_references(table, row);
        own.any(|of| id(row).is_some_and(|id| of > id) || self.waiting.contains(of))
    }

    async fn insert(&self, table: &Table, rows: &[Row]) -> Result<(), MoveError> {
        let n_columns = table.columns.len().max(1);
        for some in rows.chunks(VALUES_MAX.checked_div(n_columns).unwrap_or(1).max(1)) {
            let mut values = Vec::with_capacity(some.len() * n_columns);
            for row in some {
                self.values(table, row, &mut values)?;
            }
            let backend = self.tx.get_database_backend();
            let statement =
                Statement::from_sql_and_values(backend, statement(table, some.len()), values);
            self.tx.execute_raw(statement).await.map_err(|error| {
                match table.name == "legal_entity" && is_unique_violation(&error) {
                    true => MoveError::There,
                    false => error.into(),
                }
            })?;
        }
        Ok(())
    }

    fn values(&self, table: &Table, row: &Row, values: &mut Vec<Value>) -> Result<(), MoveError> {
        let owner = table.owner().and_then(|owner| row.get(owner)?.as_str());
        if owner != Some(self.legal_entity.to_string().as_str()) {
            let reason = "it belongs to another legal entity".to_owned();
            return Err(wrong(table, reason));
        }
        let of_table = |name: &String| table.columns.iter().any(|column| column.name == *name);
        if let Some(name) = row.keys().find(|name| !of_table(name)) {
            return Err(wrong(table, format!("there is no column {name}")));
        }
        for column in &table.columns {
            let value = rows::parse(row, column);
            values.push(value.map_err(|reason| wrong(table, reason))?);
        }
        Ok(())
    }
}

fn id(row: &Row) -> Option<&str> {
    row.get("id").and_then(Json::as_str)
}

fn wrong(table: &Table, reason: String) -> MoveError {
    MoveError::Row {
        table: table.name.clone(),
        reason,
    }
}

fn statement(table: &Table, n_rows: usize) -> String {
    let columns: Vec<String> = table.columns.iter().map(quoted).collect();
    let mut marks = (1..).map(|n: usize| format!("${n}"));
    let rows: Vec<String> = (0..n_rows)
        .map(|_row| {
            let row: Vec<String> = marks.by_ref().take(columns.len()).collect();
            format!("({})", row.join(", "))
        })
        .collect();
    format!(
        "INSERT INTO \"{}\" ({}) VALUES {}",
        table.name,
        columns.join(", "),
        rows.join(", ")
    )
}

/// An operator's transaction within a legal entity. On SQLite it locks others out at once.
pub(in crate::tenancy) async fn begin(
    pool: &DatabaseConnection,
    legal_entity: LegalEntityId,
) -> Result<DatabaseTransaction, DbErr> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let tx = pool.begin_with_options(options).await?;
    if tx.get_database_backend() == DbBackend::Postgres {
        // The owner of the tables is bound by row-level security too.
        let name = format!("SET LOCAL app.legal_entity = '{legal_entity}'");
        tx.execute_unprepared(&name).await?;
    }
    Ok(tx)
}
