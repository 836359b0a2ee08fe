//! The audit trail: the last thing that a writing transaction writes is what it wrote.
//!
//! Each legal entity has one trail. Its head row is locked last of all, just before the commit, so
//! that the sequence has no gap and no two writers can wait for each other in a circle. That makes
//! the commits of one legal entity wait for each other; those of others do not.
//!
//! An entry's hash is the SHA-256, in hexadecimal digits, of this JSON without spaces:
//! `["avtal-audit-1", legal entity, sequence, recorded at, subject, credential, permission,
//! operation, idempotency key, request id, object, changes, previous hash]`. Ids are written with
//! hyphens in small letters, the instant as `2026-06-15T12:00:00.000000Z`, what is absent as
//! `null`, and `changes` as the text that is stored. The hash before the first entry is empty.

use entity::ids::{AuditEntryId, AuditHeadId, LegalEntityId};
use entity::{audit_entry, audit_head};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel,
    QueryFilter, QueryTrait, Statement,
};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use crate::auth::Grant;
use crate::failure::{Failure, is_unique_violation};

use super::changes::Change;
use super::scoped::Scope;
use super::tx::TenantTx;

/// How many rows of one entry are written down whole.
const ROWS_MAX: usize = 200;

/// How long the rows of one entry may become before the rest is summarised.
const BYTES_MAX: usize = 256 * 1024;

/// Where a legal entity's trail ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The sequence of the last entry.
    pub sequence: i64,
    /// Its hash.
    pub hash: String,
}

/// Writes the entry of a transaction that wrote these rows; returns where the trail ends then.
pub(super) async fn append(tx: &TenantTx, changes: &[Change]) -> Result<Head, Failure> {
    let grant = tx.grant();
    let le = grant.legal_entity();
    let id = AuditHeadId(le.0);
    let head = tx.find::<audit_head::Entity>().lock().by_id(id).await?;
    let head = match head {
        Some(head) => head,
        None => begin(tx, id).await?,
    };
    let mut entry = entry(tx, changes);
    entry.sequence = head.sequence + 1;
    entry.previous_hash = head.hash;
    entry.hash = hash(&entry);
    let new = Head {
        sequence: entry.sequence,
        hash: entry.hash.clone(),
    };
    write(tx, entry, id).await?;
    Ok(new)
}

/// The head of a trail that has no entry yet. Of two at once, one begins again and finds it.
async fn begin(tx: &TenantTx, id: AuditHeadId) -> Result<audit_head::Model, Failure> {
    let row = audit_head::Model {
        legal_entity_id: tx.grant().legal_entity(),
        id,
        sequence: 0,
        hash: String::new(),
        anchor_sequence: 0,
        anchor_hash: String::new(),
    };
    tx.insert(row).await.map_err(|failure| match failure {
        Failure::Storage(error) if is_unique_violation(&error) => Failure::LostRace,
        other => other,
    })
}

fn entry(tx: &TenantTx, changes: &[Change]) -> audit_entry::Model {
    let grant = tx.grant();
    let origin = grant.origin();
    let object = origin.object.clone().or_else(|| primary(changes));
    audit_entry::Model {
        legal_entity_id: grant.legal_entity(),
        id: tx.id::<AuditEntryId>(),
        sequence: 0,
        recorded_at: tx.instant(),
        subject: cut(grant.subject(), 200),
        credential: grant.credential().map(|id| cut(id, 255)),
        permission: permission(grant),
        operation: origin.operation.clone(),
        idempotency_key: origin.idempotency_key.clone(),
        request_id: origin.request_id.clone(),
        object,
        changes: written(changes),
        previous_hash: String::new(),
        hash: String::new(),
    }
}

fn permission(grant: &Grant) -> String {
    format!("{:?}", grant.permission())
}

fn cut(text: &str, chars: usize) -> String {
    text.chars().take(chars).collect()
}

/// Tables whose rows are written on the way to something else.
const BESIDE: &[&str] = &[
    "commitment_entry",
    "dimension_set",
    "dimension_set_entry",
    "idempotency_key",
    "number_sequence",
];

/// What a transaction without a named object was about: the first row that it wrote.
fn primary(changes: &[Change]) -> Option<String> {
    let own = |change: &&Change| !BESIDE.contains(&change.table);
    let change = changes.iter().find(own)?;
    Some(format!("{}:{}", type_of(change.table), change.id))
}

/// The type of the graph that shows a table's rows: `agreement_line` is `AgreementLine`.
#[must_use]
pub fn type_of(table: &str) -> String {
    let mut name = String::new();
    for word in table.split('_') {
        let mut letters = word.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    name
}

/// The rows as they are stored: the first ones whole, the rest by their number and hash.
fn written(changes: &[Change]) -> String {
    let mut rows: Vec<Json> = Vec::new();
    let mut length = 0;
    let mut rest = Sha256::new();
    let mut n_rest = 0_u64;
    for change in changes {
        let row = json!({
            "table": change.table, "id": change.id, "kind": change.kind.word(),
            "values": change.values,
        });
        let text = row.to_string();
        if n_rest == 0 && rows.len() < ROWS_MAX && length + text.len() <= BYTES_MAX {
            length += text.len();
            rows.push(row);
        } else {
            rest.update(text);
            rest.update("\n");
            n_rest += 1;
        }
    }
    let mut all = json!({ "rows": rows });
    if n_rest > 0
        && let Some(all) = all.as_object_mut()
    {
        let rest = json!({"count": n_rest, "hash": hex::encode(rest.finalize())});
        all.insert("rest".to_owned(), rest);
    }
    all.to_string()
}

/// The hash of an entry: see the head of this file.
#[must_use]
pub fn hash(entry: &audit_entry::Model) -> String {
    let at = entry.recorded_at.format("%Y-%m-%dT%H:%M:%S%.6fZ");
    let canonical = json!([
        "avtal-audit-1",
        entry.legal_entity_id,
        entry.sequence,
        at.to_string(),
        entry.subject,
        entry.credential,
        entry.permission,
        entry.operation,
        entry.idempotency_key,
        entry.request_id,
        entry.object,
        entry.changes,
        entry.previous_hash,
    ]);
    hex::encode(Sha256::digest(canonical.to_string()))
}

/// Writes an entry and moves the head to it; on PostgreSQL in one statement.
async fn write(tx: &TenantTx, entry: audit_entry::Model, head: AuditHeadId) -> Result<(), Failure> {
    use audit_head::{Column, Entity};
    let connection = tx.handle.connection().await?;
    let (sequence, hash) = (entry.sequence, entry.hash.clone());
    let insert = audit_entry::Entity::insert(entry.into_active_model().reset_all());
    let moved = Entity::update_many()
        .col_expr(Column::Sequence, Expr::value(sequence))
        .col_expr(Column::Hash, Expr::value(hash))
        .filter(Column::LegalEntityId.eq(LegalEntityId(head.0)))
        .filter(Column::Id.eq(head));
    if tx.handle.backend() != DbBackend::Postgres {
        insert.exec_without_returning(connection).await?;
        moved.exec(connection).await?;
        return Ok(());
    }
    let insert = insert.build(DbBackend::Postgres);
    let moved = moved.build(DbBackend::Postgres);
    let mut values = insert.values.map(|all| all.0).unwrap_or_default();
    let moved_sql = shifted(&moved.sql, values.len());
    values.extend(moved.values.map(|all| all.0).unwrap_or_default());
    let sql = format!("WITH moved AS ({moved_sql}) {}", insert.sql);
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
    connection.execute_raw(statement).await?;
    Ok(())
}

/// A statement whose parameters are counted from another number on.
fn shifted(sql: &str, by: usize) -> String {
    let mut parts = sql.split('$');
    let mut shifted = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !c.is_ascii_digit());
        let (number, rest) = part.split_at(end.unwrap_or(part.len()));
        let number = number.parse::<usize>().unwrap_or_default() + by;
        shifted.push_str(&format!("${number}{rest}"));
    }
    shifted
}
