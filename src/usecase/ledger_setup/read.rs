//! The legal entity's ledger set-up.

use entity::ledger_setup::{Entity, Model};

use crate::failure::Failure;
use crate::tenancy::Scope;

/// The set-up; none before it was installed.
///
/// # Errors
/// When the database fails.
pub async fn one(scope: &impl Scope) -> Result<Option<Model>, Failure> {
    scope.find::<Entity>().one().await
}
