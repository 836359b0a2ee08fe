//! Lists of rows of the inventory posting setup.

use entity::inventory_posting_setup::{Column, Entity, Model};

use crate::failure::Failure;
use crate::tenancy::Scope;

/// The inventory posting setup, by inventory group and warehouse.
///
/// # Errors
/// When the database fails.
pub async fn all(scope: &impl Scope) -> Result<Vec<Model>, Failure> {
    scope
        .find::<Entity>()
        .order_by(Column::InventoryPostingGroupId)
        .order_by(Column::WarehouseId)
        .order_by(Column::Id)
        .all()
        .await
}
