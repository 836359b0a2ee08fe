//! The legal entity's ledger set-up.

use entity::ledger_setup::{Entity, Model};

use crate::failure::Failure;
use crate::tenancy::{Scope, TenantTx};

/// The set-up; none before it was installed.
///
/// # Errors
/// When the database fails.
pub async fn one(scope: &impl Scope) -> Result<Option<Model>, Failure> {
    scope.find::<Entity>().one().await
}

/// Holds the set-up until the transaction ends, so that it is changed by one act at a time.
///
/// # Errors
/// When the database fails.
pub async fn hold(tx: &TenantTx) -> Result<Option<Model>, Failure> {
    tx.find::<Entity>().lock().one().await
}
