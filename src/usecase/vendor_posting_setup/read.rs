//! Lists of rows of the vendor posting setup.

use entity::vendor_posting_setup::{Column, Entity, Model};

use crate::failure::Failure;
use crate::tenancy::Scope;

/// The vendor posting setup, by vendor group.
///
/// # Errors
/// When the database fails.
pub async fn all(scope: &impl Scope) -> Result<Vec<Model>, Failure> {
    scope
        .find::<Entity>()
        .order_by(Column::VendorPostingGroupId)
        .all()
        .await
}
