//! What clients see of an entry of the audit trail.

use async_graphql::{Enum, ID, Object, Result, SimpleObject};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::audit_entry;
use serde_json::{Map, Value};

use crate::graphql::id::global;
use crate::graphql::page::connection;
use crate::graphql::scalar::{BigInt, DateTime};
use crate::graphql::view::View;
use crate::tenancy::type_of;
use crate::usecase::audit_entry::read::{self, Row, written};

/// What one transaction wrote, who did it, and how it is chained to what was written before.
#[derive(Clone)]
pub struct AuditEntry {
    row: audit_entry::Model,
    view: View,
}

impl AuditEntry {
    /// An entry's row, and the view that it was read from.
    #[must_use]
    pub fn new(row: audit_entry::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// What one transaction wrote, who did it, and how it is chained to what was written before.
#[Object]
impl AuditEntry {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// Its place in the trail: 1, 2, 3 and so on, without a gap.
    async fn sequence(&self) -> BigInt {
        BigInt(self.row.sequence)
    }

    /// When it was written.
    async fn recorded_at(&self) -> DateTime {
        DateTime(self.row.recorded_at)
    }

    /// Who wrote.
    async fn subject(&self) -> &str {
        &self.row.subject
    }

    /// The id of the token or API key that the writer signed in with, if it has one.
    async fn credential(&self) -> Option<&str> {
        self.row.credential.as_deref()
    }

    /// The permission that the write stood on.
    async fn permission(&self) -> &str {
        &self.row.permission
    }

    /// The mutation; none for the program itself at the command line.
    async fn operation(&self) -> Option<&str> {
        self.row.operation.as_deref()
    }

    /// The idempotency key, if there was one.
    async fn idempotency_key(&self) -> Option<&str> {
        self.row.idempotency_key.as_deref()
    }

    /// The id of the request, as it stands in the log.
    async fn request_id(&self) -> Option<&str> {
        self.row.request_id.as_deref()
    }

    /// The global id of what it is about, if there is one thing.
    async fn object_id(&self) -> Option<ID> {
        let text = self.row.object.as_ref()?;
        Some(ID(URL_SAFE_NO_PAD.encode(text)))
    }

    /// The rows that were written, in the order of writing; of a great many the first 200.
    #[graphql(complexity = "10 + 10 * child_complexity")]
    async fn changes(&self) -> Result<Vec<AuditChange>> {
        let rows = written(&self.row)?.rows.into_iter();
        let change = |row| AuditChange {
            row,
            entry: self.clone(),
        };
        Ok(rows.map(change).collect())
    }

    /// How many more rows were written than `changes` shows.
    async fn more_changes(&self) -> Result<BigInt> {
        let rest = written(&self.row)?.rest;
        Ok(BigInt(rest.map_or(0, |rest| rest.count)))
    }

    /// The hash of the entry before; empty before the first.
    async fn previous_hash(&self) -> &str {
        &self.row.previous_hash
    }

    /// The hash over the entry and the hash before it.
    async fn hash(&self) -> &str {
        &self.row.hash
    }
}

connection! {
    /// Entries of the audit trail.
    AuditEntryConnection, AuditEntryEdge, AuditEntry, audit_entry::Entity
}

/// What happened to a row.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum AuditChangeKind {
    /// It was not there before.
    Inserted,
    /// It has other values than before.
    Updated,
    /// It is there no more.
    Deleted,
}

/// One column of a row.
#[derive(SimpleObject, Clone, Debug)]
pub struct AuditValue {
    /// The column.
    column: String,
    /// Its value as text; none where the column is empty.
    value: Option<String>,
}

/// One row that was written.
pub struct AuditChange {
    row: Row,
    entry: AuditEntry,
}

/// One row that was written.
#[Object]
impl AuditChange {
    /// The row's table.
    async fn table(&self) -> &str {
        &self.row.table
    }

    /// The row's global id.
    async fn row_id(&self) -> ID {
        let text = format!("{}:{}", type_of(&self.row.table), self.row.id);
        ID(URL_SAFE_NO_PAD.encode(text))
    }

    /// What happened to it.
    async fn kind(&self) -> AuditChangeKind {
        match self.row.kind.as_str() {
            "inserted" => AuditChangeKind::Inserted,
            "deleted" => AuditChangeKind::Deleted,
            _ => AuditChangeKind::Updated,
        }
    }

    /// Its values afterwards; of a row that was deleted, the last ones.
    async fn values(&self) -> Vec<AuditValue> {
        shown(&self.row.values)
    }

    /// Its values before, as the trail tells them; none where it was not there, or where none of
    /// the 10,000 entries before wrote it.
    #[graphql(complexity = "50 + child_complexity")]
    async fn before(&self) -> Result<Option<Vec<AuditValue>>> {
        if self.row.kind == "inserted" {
            return Ok(None);
        }
        let entry = &self.entry;
        let found = read::before(entry.view.read(), &entry.row, self.row.id).await?;
        Ok(found.as_ref().map(shown))
    }
}

fn shown(values: &Map<String, Value>) -> Vec<AuditValue> {
    let text = |value: &Value| match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    };
    let one = |(column, value): (&String, &Value)| AuditValue {
        column: column.clone(),
        value: text(value),
    };
    values.iter().map(one).collect()
}
