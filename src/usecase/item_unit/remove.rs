//! Removing a unit from an item. The purchase unit stays. Documents keep the factor they were
//! written with, so they do not hold a unit fast.

use entity::ids::ItemUnitId;
use entity::item_unit::Entity;
use entity::{item, item::Model};

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};

/// Which unit is to go.
pub struct Remove {
    /// The item's unit.
    pub id: ItemUnitId,
}

impl Act for Remove {
    /// The item that it belonged to.
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let unit = tx.find::<Entity>().lock().named("id", self.id).await?;
        let item = tx.find::<item::Entity>().lock();
        let item = item.named("id", unit.item_id).await?;
        if item.purchase_unit == unit.unit {
            return Err(Failure::refused("id", Violation::InUse));
        }
        tx.delete::<Entity>(unit.id).await?;
        Ok(item)
    }
}
