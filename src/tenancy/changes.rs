//! What a transaction has written: every row, once for each time it was written.
//!
//! All writing methods of [`TenantTx`](super::TenantTx) tell their rows here, and no statement is
//! sent for it. Before the commit the audit trail is made from the list; after it, whoever listens
//! ([`Db::on_commit`](super::Db::on_commit)) hears of it. What a preview writes is forgotten.

use std::sync::{Mutex, MutexGuard, PoisonError};

use entity::partition::Partitioned;
use rust_decimal::Decimal;
use sea_orm::sea_query::ColumnType;
use sea_orm::{ColumnTrait, IdenStatic, Iterable, ModelTrait, Value};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

/// What happened to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// It was not there before.
    Inserted,
    /// It has other values than before.
    Updated,
    /// It is there no more.
    Deleted,
}

impl ChangeKind {
    /// As it is written down.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Inserted => "inserted",
            Self::Updated => "updated",
            Self::Deleted => "deleted",
        }
    }
}

/// One row that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its table.
    pub table: &'static str,
    /// The row.
    pub id: Uuid,
    /// What happened to it.
    pub kind: ChangeKind,
    /// Its values by their columns, as they are afterwards, or, of a row that was deleted, as they
    /// were last. Exact numbers, keys and instants are text. What nobody may read later is left
    /// out: see [`is_kept`].
    pub values: Map<String, Json>,
}

/// The list of one transaction.
#[derive(Debug, Default)]
pub(super) struct Recorder(Mutex<Vec<Change>>);

impl Recorder {
    pub(super) fn add(&self, changes: impl IntoIterator<Item = Change>) {
        self.lock().extend(changes);
    }

    pub(super) fn len(&self) -> usize {
        self.lock().len()
    }

    /// Forgets what was added after there were so many: it was undone.
    pub(super) fn forget_from(&self, so_many: usize) {
        self.lock().truncate(so_many);
    }

    pub(super) fn look<T>(&self, look: impl FnOnce(&[Change]) -> T) -> T {
        look(&self.lock())
    }

    pub(super) fn take(&self) -> Vec<Change> {
        std::mem::take(&mut *self.lock())
    }

    /// A list is only added to, so that one whose holder panicked is whole.
    fn lock(&self) -> MutexGuard<'_, Vec<Change>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A row as it is recorded.
pub(super) fn change<M>(row: &M, kind: ChangeKind) -> Change
where
    M: ModelTrait,
    M::Entity: Partitioned,
{
    type Of<M> = <M as ModelTrait>::Entity;
    let columns = <<M as ModelTrait>::Entity as sea_orm::EntityTrait>::Column::iter();
    let skipped = [Of::<M>::LEGAL_ENTITY.as_str(), Of::<M>::ID.as_str()];
    let columns = columns.filter(|column| !skipped.contains(&column.as_str()));
    changed(row, Of::<M>::ID, columns, kind)
}

/// A row as it is recorded, of any table that has one key.
pub(super) fn changed<M: ModelTrait>(
    row: &M,
    id: <M::Entity as sea_orm::EntityTrait>::Column,
    columns: impl Iterator<Item = <M::Entity as sea_orm::EntityTrait>::Column>,
    kind: ChangeKind,
) -> Change {
    let table = sea_orm::EntityName::table_name(&<M::Entity as Default>::default());
    let id = match row.get(id) {
        Value::Uuid(Some(id)) => id,
        _ => Uuid::nil(),
    };
    let values = columns
        .filter(|column| is_kept(table, column.as_str()))
        .map(|column| {
            let kind = column.def().get_column_type().clone();
            (column.as_str().to_owned(), json(row.get(column), &kind))
        });
    Change {
        table,
        id,
        kind,
        values: values.collect(),
    }
}

/// Whether a column's values are written down: not what only machines read, and no secret.
#[must_use]
pub fn is_kept(table: &str, column: &str) -> bool {
    table != "idempotency_key" && !column.contains("secret")
}

/// A value of a column as JSON: exact numbers, keys, days and instants are text.
pub(super) fn json(value: Value, kind: &ColumnType) -> Json {
    match (value, kind) {
        (Value::BigInt(Some(steps)), ColumnType::Decimal(Some((_, scale)))) => {
            Decimal::new(steps, *scale).normalize().to_string().into()
        }
        (Value::BigInt(Some(number)), _) => number.into(),
        (Value::Int(Some(number)), _) => number.into(),
        (Value::Bool(Some(yes)), _) => yes.into(),
        (Value::String(Some(text)), _) => text.into(),
        (Value::Uuid(Some(id)), _) => id.to_string().into(),
        (Value::ChronoDate(Some(day)), _) => day.to_string().into(),
        (Value::ChronoDateTimeUtc(Some(instant)), _) => instant.to_rfc3339().into(),
        _ => Json::Null,
    }
}
