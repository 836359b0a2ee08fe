//! Removing a legal entity and all that is its own, in one transaction, with the proof that nothing
//! of it is left.

use std::collections::{BTreeMap, BTreeSet};

use entity::catalogue::{LEGAL_ENTITY, Table, tables};
use entity::ids::LegalEntityId;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement, Value};

use crate::tenancy::audit::Head;
use crate::tenancy::db::{check_schema, open};

use super::MoveError;
use super::references;
use super::take::begin;

/// What was removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removed {
    /// Where its audit trail ended; none where it had none.
    pub head: Option<Head>,
    /// How many rows of each table.
    pub rows: BTreeMap<String, u64>,
    /// In how many tables was looked, and nothing of it found any more.
    pub empty: usize,
}

/// Removes a legal entity; none where there is no such.
///
/// Writers of the legal entity are waited for, and those that come later find nothing to write in.
/// The refusing triggers of SQLite are away for the time of the transaction, which nobody else can
/// write beside.
///
/// # Errors
/// When the database cannot be reached, or its user does not own the tables, or something of the
/// legal entity would be left; then nothing was removed.
pub async fn remove(url: &str, legal_entity: LegalEntityId) -> Result<Option<Removed>, MoveError> {
    let pool = open(url, 1, false).await?;
    check_schema(&pool).await?;
    let tx = begin(&pool, legal_entity).await?;
    let removed = cut(&tx, legal_entity).await?;
    tx.commit().await?;
    Ok(removed)
}

async fn cut(
    tx: &DatabaseTransaction,
    legal_entity: LegalEntityId,
) -> Result<Option<Removed>, DbErr> {
    let ask = Ask { tx, legal_entity };
    let lock = match tx.get_database_backend() {
        DbBackend::Postgres => " FOR UPDATE",
        _ => "",
    };
    let there = format!("SELECT 1 AS n FROM legal_entity WHERE id = $1{lock}");
    if ask.one(&there).await?.is_none() {
        return Ok(None);
    }
    let head = "SELECT sequence, hash FROM audit_head WHERE legal_entity_id = $1";
    let head = match ask.one(head).await? {
        None => None,
        Some(row) => Some(Head {
            sequence: row.try_get("", "sequence")?,
            hash: row.try_get("", "hash")?,
        }),
    };
    let references = references::all(tx).await?;
    let mut own = tables();
    own.retain(|table| table.owner().is_some());
    let own = references::in_order(own, &references)?;
    let guards = take_guards(tx).await?;
    let mut rows = BTreeMap::new();
    for table in own.iter().rev() {
        let owner = table.owner().unwrap_or(LEGAL_ENTITY);
        let sql = format!("DELETE FROM \"{}\" WHERE \"{owner}\" = $1", table.name);
        let done = tx.execute_raw(ask.statement(&sql)).await?;
        rows.insert(table.name.clone(), done.rows_affected());
    }
    for guard in guards {
        tx.execute_unprepared(&guard).await?;
    }
    let empty = ask.prove_empty(&own).await?;
    Ok(Some(Removed { head, rows, empty }))
}

/// Takes the triggers away that refuse removing, and returns what makes them again. PostgreSQL has
/// none: there the rights decide.
async fn take_guards(tx: &DatabaseTransaction) -> Result<Vec<String>, DbErr> {
    if tx.get_database_backend() != DbBackend::Sqlite {
        return Ok(Vec::new());
    }
    let question = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' \
                    AND sql LIKE '%BEFORE DELETE ON%'";
    let rows = tx
        .query_all_raw(Statement::from_string(DbBackend::Sqlite, question))
        .await?;
    let mut guards = Vec::new();
    for row in rows {
        let name: String = row.try_get("", "name")?;
        guards.push(row.try_get("", "sql")?);
        tx.execute_unprepared(&format!("DROP TRIGGER \"{name}\""))
            .await?;
    }
    Ok(guards)
}

/// Questions about one legal entity.
struct Ask<'a> {
    tx: &'a DatabaseTransaction,
    legal_entity: LegalEntityId,
}

impl Ask<'_> {
    fn statement(&self, sql: &str) -> Statement {
        let of: Value = self.legal_entity.into();
        Statement::from_sql_and_values(self.tx.get_database_backend(), sql, [of])
    }

    async fn one(&self, sql: &str) -> Result<Option<sea_orm::QueryResult>, DbErr> {
        self.tx.query_one_raw(self.statement(sql)).await
    }

    /// Looks for what is left, in the tables of the catalogue and in those that the database itself
    /// says have a legal entity, whoever made them. Returns how many these are.
    async fn prove_empty(&self, own: &[Table]) -> Result<usize, DbErr> {
        let mut looked_at: BTreeSet<(String, String)> = own
            .iter()
            .filter_map(|table| Some((table.name.clone(), table.owner()?.to_owned())))
            .collect();
        for name in self.cut_tables().await? {
            looked_at.insert((name, LEGAL_ENTITY.to_owned()));
        }
        for (table, owner) in &looked_at {
            let sql = format!("SELECT COUNT(*) AS n FROM \"{table}\" WHERE \"{owner}\" = $1");
            let left: i64 = match self.one(&sql).await? {
                Some(row) => row.try_get("", "n")?,
                None => 0,
            };
            if left != 0 {
                let text = format!("{left} rows would be left in {table}; nothing was removed");
                return Err(DbErr::Custom(text));
            }
        }
        Ok(looked_at.len())
    }

    /// The tables of the database that have the column of the legal entity.
    async fn cut_tables(&self) -> Result<Vec<String>, DbErr> {
        let backend = self.tx.get_database_backend();
        let question = match backend {
            DbBackend::Postgres => {
                "SELECT c.relname::text AS name FROM pg_class c \
                 JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'legal_entity_id' \
                 WHERE c.relkind IN ('r', 'p') AND NOT a.attisdropped \
                   AND c.relnamespace = 'public'::regnamespace ORDER BY 1"
            }
            _ => {
                "SELECT m.name AS name FROM sqlite_master m, pragma_table_info(m.name) c \
                 WHERE m.type = 'table' AND c.name = 'legal_entity_id' ORDER BY 1"
            }
        };
        let rows = self
            .tx
            .query_all_raw(Statement::from_string(backend, question))
            .await?;
        rows.iter().map(|row| row.try_get("", "name")).collect()
    }
}
