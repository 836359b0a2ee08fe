//! The one lawful cut of an audit trail: its oldest entries, by the owner of the tables.
//!
//! The server's role may not do it. The head keeps the sequence and the hash of the last entry that
//! was cut, so that what is left still carries on from something.

use chrono::{DateTime, Utc};
use entity::ids::LegalEntityId;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement, Value};

use super::open::{ConnectError, open};
use super::portable::begin;

/// Removes the entries of a legal entity that were written before an instant, but for the last
/// entry of all. Returns how many they were.
///
/// # Errors
/// When the database cannot be reached, or its user does not own the tables.
pub async fn prune(
    url: &str,
    legal_entity: LegalEntityId,
    before: DateTime<Utc>,
) -> Result<u64, ConnectError> {
    let db = open(url, false).await?;
    let tx = begin(&db, legal_entity).await;
    let tx = tx.map_err(ConnectError::Connect)?;
    let done = cut(&tx, legal_entity, before).await;
    let pruned = done.map_err(ConnectError::Connect)?;
    tx.commit().await.map_err(ConnectError::Connect)?;
    Ok(pruned)
}

async fn cut(
    tx: &impl ConnectionTrait,
    legal_entity: LegalEntityId,
    before: DateTime<Utc>,
) -> Result<u64, DbErr> {
    let backend = tx.get_database_backend();
    let sql = |sql: &str, values: Vec<Value>| Statement::from_sql_and_values(backend, sql, values);
    let le = || -> Value { legal_entity.into() };
    // Not by the instant alone: a clock may have stood back once.
    let last = "SELECT sequence, hash FROM audit_entry WHERE legal_entity_id = $1 \
         AND sequence < (SELECT COALESCE(MIN(sequence), (SELECT MAX(sequence) FROM audit_entry \
           WHERE legal_entity_id = $1)) FROM audit_entry \
           WHERE legal_entity_id = $1 AND recorded_at >= $2) \
         ORDER BY sequence DESC LIMIT 1";
    let last = tx
        .query_one_raw(sql(last, vec![le(), before.into()]))
        .await?;
    let Some(last) = last else { return Ok(0) };
    let sequence: i64 = last.try_get("", "sequence")?;
    let hash: String = last.try_get("", "hash")?;
    let anchor = "UPDATE audit_head SET anchor_sequence = $2, anchor_hash = $3 \
         WHERE legal_entity_id = $1 AND id = $1";
    let values = vec![le(), sequence.into(), hash.into()];
    tx.execute_raw(sql(anchor, values)).await?;
    let guard = match backend {
        DbBackend::Sqlite => {
            let name = "SELECT sql FROM sqlite_master WHERE name = 'audit_entry_no_delete'";
            let row = tx.query_one_raw(sql(name, Vec::new())).await?;
            let text = row.map(|row| row.try_get::<String>("", "sql"));
            tx.execute_unprepared("DROP TRIGGER IF EXISTS audit_entry_no_delete")
                .await?;
            text.transpose()?
        }
        _ => None,
    };
    let delete = "DELETE FROM audit_entry WHERE legal_entity_id = $1 AND sequence <= $2";
    let done = tx
        .execute_raw(sql(delete, vec![le(), sequence.into()]))
        .await?;
    if let Some(guard) = guard {
        tx.execute_unprepared(&guard).await?;
    }
    Ok(done.rows_affected())
}
