//! Lists of payment terms.

use entity::payment_terms::{Column, Entity, Model};

use crate::failure::Failure;
use crate::tenancy::Scope;

/// All payment terms, by code.
///
/// # Errors
/// When the database fails.
pub async fn all(scope: &impl Scope) -> Result<Vec<Model>, Failure> {
    scope.find::<Entity>().order_by(Column::Code).all().await
}
