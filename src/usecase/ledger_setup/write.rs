//! Writing the set-up: one act at a time, each row over the one with its key.

use entity::ledger_setup::{Entity, Model};
use entity::partition::{Partitioned, Versioned};
use sea_orm::{
    ActiveModelBehavior, ColumnTrait, EntityTrait, FromQueryResult, IntoActiveModel, ModelTrait,
};

use crate::failure::Failure;
use crate::tenancy::{Scope, TenantTx};

/// Holds the set-up until the transaction ends, so that it is changed by one act at a time. Before
/// it was installed there is no row to lock, and the legal entity's own is held instead.
///
/// # Errors
/// When the database fails.
pub async fn hold(tx: &TenantTx) -> Result<Option<Model>, Failure> {
    let held = tx.find::<Entity>().lock().one().await?;
    if held.is_some() {
        return Ok(held);
    }
    tx.hold_legal_entity().await?;
    // Somebody may have installed it while this act waited.
    tx.find::<Entity>().lock().one().await
}

/// Writes a row over the one with the same key, whose id and version it keeps, or as a new one.
/// After [`hold`], this finds a key with NULL in it too, which no unique index tells from another.
///
/// # Errors
/// `AlreadyUsed` with a value of the input's field where another act was faster; or when the
/// database fails.
pub async fn set<M>(
    tx: &TenantTx,
    mut row: M,
    key: &[<M::Entity as EntityTrait>::Column],
    (field, value): (&str, &str),
) -> Result<M, Failure>
where
    M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    M: FromQueryResult + Clone + Send + Sync,
    M::Entity: Versioned<Model = M>,
    <M::Entity as EntityTrait>::ActiveModel: ActiveModelBehavior + Send,
{
    let mut found = tx.find::<M::Entity>();
    for column in key {
        let own = row.get(*column);
        found = match own == own.as_null() {
            true => found.filter(column.is_null()),
            false => found.filter(column.eq(own)),
        };
    }
    let Some(there) = found.lock().one().await? else {
        let done = tx.insert(row).await;
        return done.map_err(|failure| failure.or_already_used(field, value));
    };
    for column in [
        <M::Entity as Partitioned>::ID,
        <M::Entity as Versioned>::ROW_VERSION,
    ] {
        row.try_set(column, there.get(column))?;
    }
    tx.update(row).await
}
