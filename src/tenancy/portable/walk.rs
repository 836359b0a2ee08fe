//! A table row by row in the order of its key: all of it, or what is of one legal entity.

use entity::catalogue::{Column, Table};
use entity::ids::LegalEntityId;
use sea_orm::{ConnectionTrait, DbErr, Statement, Value};
use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};

use super::rows::{self, Row};

/// How many rows are in memory at once.
pub(super) const PAGE_SIZE: usize = 500;

/// How much is in a table: its rows, each a line of JSON, and the SHA-256 of these lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digest {
    /// How many rows.
    pub rows: u64,
    /// The hash, in hexadecimal digits.
    pub sha256: String,
}

/// Makes a [`Digest`] line by line.
#[derive(Default)]
pub struct Digester {
    rows: u64,
    hash: Sha256,
}

impl Digester {
    /// Adds a line, given without its end.
    pub fn line(&mut self, line: &str) {
        self.rows += 1;
        self.hash.update(line);
        self.hash.update("\n");
    }

    /// What all lines come to.
    #[must_use]
    pub fn done(self) -> Digest {
        Digest {
            rows: self.rows,
            sha256: hex::encode(self.hash.finalize()),
        }
    }
}

/// A table while it is read.
pub struct Walk<'t> {
    table: &'t Table,
    of: Option<LegalEntityId>,
    /// The key of the last row that was seen, in the order of its columns.
    after: Vec<Value>,
    ended: bool,
}

impl<'t> Walk<'t> {
    /// What is of a legal entity, or without one the whole table.
    pub(super) fn new(table: &'t Table, of: Option<LegalEntityId>) -> Self {
        Self {
            table,
            of,
            after: Vec::new(),
            ended: false,
        }
    }

    /// The next rows; none when all were seen.
    pub(super) async fn next(
        &mut self,
        connection: &impl ConnectionTrait,
    ) -> Result<Option<Vec<Row>>, DbErr> {
        if self.ended {
            return Ok(None);
        }
        let (sql, values) = self.select();
        let backend = connection.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, values);
        let found = connection.query_all_raw(statement).await?;
        let page: Vec<Row> = found
            .iter()
            .map(|row| rows::read(self.table, row))
            .collect::<Result<_, _>>()?;
        self.ended = page.len() < PAGE_SIZE;
        match page.last() {
            Some(last) => self.after = self.key_of(last)?,
            None => return Ok(None),
        }
        Ok(Some(page))
    }

    /// What all rows that are left come to.
    pub(super) async fn digest(
        mut self,
        connection: &impl ConnectionTrait,
    ) -> Result<Digest, DbErr> {
        let mut digester = Digester::default();
        while let Some(page) = self.next(connection).await? {
            for row in page {
                digester.line(&Json::Object(row).to_string());
            }
        }
        Ok(digester.done())
    }

    fn select(&self) -> (String, Vec<Value>) {
        let columns: Vec<String> = self.table.columns.iter().map(quoted).collect();
        let key: Vec<String> = self.table.key.iter().map(|c| format!("\"{c}\"")).collect();
        let mut values: Vec<Value> = Vec::new();
        let mut wanted = Vec::new();
        if let Some((of, owner)) = self.of.zip(self.table.owner()) {
            values.push(of.into());
            wanted.push(format!("\"{owner}\" = $1"));
        }
        if !self.after.is_empty() {
            let from = values.len() + 1;
            let marks: Vec<String> = (from..from + key.len()).map(|n| format!("${n}")).collect();
            values.extend(self.after.iter().cloned());
            wanted.push(format!("({}) > ({})", key.join(", "), marks.join(", ")));
        }
        let filter = match wanted.is_empty() {
            true => String::new(),
            false => format!(" WHERE {}", wanted.join(" AND ")),
        };
        let sql = format!(
            "SELECT {} FROM \"{}\"{filter} ORDER BY {} LIMIT {PAGE_SIZE}",
            columns.join(", "),
            self.table.name,
            key.join(", ")
        );
        (sql, values)
    }

    fn key_of(&self, row: &Row) -> Result<Vec<Value>, DbErr> {
        let key = self.table.key.iter().map(|name| {
            let column = self
                .table
                .columns
                .iter()
                .find(|column| column.name == *name);
            let column = column.ok_or_else(|| DbErr::Type(format!("no column {name}")))?;
            rows::parse(row, column).map_err(DbErr::Type)
        });
        key.collect()
    }
}

/// A column's name as a statement says it.
pub(super) fn quoted(column: &Column) -> String {
    format!("\"{}\"", column.name)
}
