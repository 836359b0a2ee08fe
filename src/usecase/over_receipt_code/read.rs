//! Lists of over-receipt codes.

use entity::over_receipt_code::{Column, Entity, Model};

use crate::failure::Failure;
use crate::tenancy::Scope;

/// All over-receipt codes, by code.
///
/// # Errors
/// When the database fails.
pub async fn all(scope: &impl Scope) -> Result<Vec<Model>, Failure> {
    scope.find::<Entity>().order_by(Column::Code).all().await
}
