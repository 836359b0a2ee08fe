//! Lists of posting periods.

use entity::posting_period::{Column, Entity, Model};

use crate::failure::Failure;
use crate::tenancy::Scope;

/// All posting periods, by day.
///
/// # Errors
/// When the database fails.
pub async fn all(scope: &impl Scope) -> Result<Vec<Model>, Failure> {
    scope
        .find::<Entity>()
        .order_by(Column::FirstDay)
        .all()
        .await
}
