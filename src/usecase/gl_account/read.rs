//! Lists of general ledger accounts.

use entity::gl_account::{Column, Entity, Model};

use crate::failure::Failure;
use crate::tenancy::Scope;

/// All accounts of the general ledger, by number.
///
/// # Errors
/// When the database fails.
pub async fn all(scope: &impl Scope) -> Result<Vec<Model>, Failure> {
    scope.find::<Entity>().order_by(Column::Number).all().await
}
