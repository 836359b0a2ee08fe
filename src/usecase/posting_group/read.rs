//! Lists of posting groups.

use entity::posting_group::{Column, Entity, Model};

use crate::failure::Failure;
use crate::tenancy::Scope;

/// All posting groups, by what they group and by code.
///
/// # Errors
/// When the database fails.
pub async fn all(scope: &impl Scope) -> Result<Vec<Model>, Failure> {
    scope
        .find::<Entity>()
        .order_by(Column::GroupType)
        .order_by(Column::Code)
        .all()
        .await
}
