//! Lists of entries of the audit trail, and how a row looked before.

use entity::audit_entry::{Column, Entity, Model};
use sea_orm::ColumnTrait;
use serde::Deserialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::failure::Failure;
use crate::tenancy::Scope;
use crate::usecase::list::list;

/// What entries of the audit trail can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Their place in the trail.
    Sequence,
}

list! {
    audit_entry,
    /// What entries of the audit trail can be filtered by.
    Field {
        /// When they were written.
        RecordedAt,
        /// Who wrote.
        Subject,
        /// Which mutation.
        Operation,
        /// The request.
        RequestId,
        /// What they are about.
        Object,
        /// The rows that were written.
        Changes,
    },
    Sort { Sequence => Sequence }
}

/// What an entry says was written.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Written {
    /// The rows that are written down whole.
    #[serde(default)]
    pub rows: Vec<Row>,
    /// The rest, where there was too much.
    #[serde(default)]
    pub rest: Option<Rest>,
}

/// One row that was written.
#[derive(Clone, Debug, Deserialize)]
pub struct Row {
    /// Its table.
    pub table: String,
    /// The row.
    pub id: Uuid,
    /// What happened to it.
    pub kind: String,
    /// Its values afterwards; of a row that was deleted, the last ones.
    pub values: Map<String, Value>,
}

/// Rows that are not written down.
#[derive(Clone, Debug, Deserialize)]
pub struct Rest {
    /// How many.
    pub count: i64,
    /// The hash over them.
    pub hash: String,
}

/// What an entry says was written.
///
/// # Errors
/// When the stored text is not what the program writes.
pub fn written(entry: &Model) -> Result<Written, Failure> {
    serde_json::from_str(&entry.changes)
        .map_err(|error| Failure::Broken(format!("audit entry {}: {error}", entry.sequence)))
}

/// The text that stands in the changes of every entry that wrote a row.
#[must_use]
pub fn mark(row: Uuid) -> String {
    format!("\"id\":\"{row}\"")
}

/// How far back it is looked for what a row was before.
const LOOK_BACK: i64 = 10_000;

/// The values of a row before an entry: those that the last entry before it that wrote the row
/// says. None where none of the 10,000 entries before does.
///
/// # Errors
/// When the database fails.
pub async fn before(
    scope: &impl Scope,
    entry: &Model,
    row: Uuid,
) -> Result<Option<Map<String, Value>>, Failure> {
    let last = scope
        .find::<Entity>()
        .filter(Column::Sequence.lt(entry.sequence))
        .filter(Column::Sequence.gte(entry.sequence - LOOK_BACK))
        .filter(Column::Changes.contains(mark(row)))
        .order_by_desc(Column::Sequence)
        .limit(1)
        .one()
        .await?;
    let Some(last) = last else { return Ok(None) };
    let mut rows = written(&last)?.rows.into_iter().rev();
    let found = rows.find(|own| own.id == row && own.kind != "deleted");
    Ok(found.map(|own| own.values))
}
