//! Lists of rows of the customer posting setup.

use entity::customer_posting_setup::{Column, Entity, Model};

use crate::failure::Failure;
use crate::tenancy::Scope;

/// The customer posting setup, by customer group.
///
/// # Errors
/// When the database fails.
pub async fn all(scope: &impl Scope) -> Result<Vec<Model>, Failure> {
    scope
        .find::<Entity>()
        .order_by(Column::CustomerPostingGroupId)
        .all()
        .await
}
