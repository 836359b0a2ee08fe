//! Lists of rows of the general posting setup.

use entity::general_posting_setup::{Column, Entity, Model};

use crate::failure::Failure;
use crate::tenancy::Scope;

/// The general posting setup, by business group and product group.
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
