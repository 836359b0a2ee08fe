//! Lists of rows of the tax posting setup.

use entity::tax_posting_setup::{Column, Entity, Model};

use crate::failure::Failure;
use crate::tenancy::Scope;

/// The tax posting setup, by business group and product group.
///
/// # Errors
/// When the database fails.
pub async fn all(scope: &impl Scope) -> Result<Vec<Model>, Failure> {
    scope
        .find::<Entity>()
        .order_by(Column::BusinessPostingGroupId)
        .order_by(Column::ProductPostingGroupId)
        .all()
        .await
}
