//! Lists of item charges.

use entity::item_charge::{Column, Entity, Model};

use crate::failure::Failure;
use crate::tenancy::Scope;

/// All item charges, by code.
///
/// # Errors
/// When the database fails.
pub async fn all(scope: &impl Scope) -> Result<Vec<Model>, Failure> {
    scope.find::<Entity>().order_by(Column::Code).all().await
}
