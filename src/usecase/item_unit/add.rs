//! Adding a unit to an item.

use entity::codes::UnitCode;
use entity::ids::ItemId;
use entity::item;
use entity::item_unit::Model;
use rust_decimal::Decimal;

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::Check;

/// The unit that is wanted.
pub struct Add {
    /// The item.
    pub item_id: ItemId,
    /// The unit; not the item's base unit.
    pub unit: UnitCode,
    /// How many base units one such unit is.
    pub factor: Decimal,
}

impl Act for Add {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let item = tx.find::<item::Entity>().lock();
        let item = item.named("itemId", self.item_id).await?;
        let mut check = Check::new();
        check.unit(tx, "unit", &self.unit).await?;
        if self.unit == item.base_unit {
            check.refuse("unit", Violation::Duplicate);
        }
        let factor = check.rate("factor", self.factor);
        check.done()?;
        let row = Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: tx.id(),
            item_id: self.item_id,
            unit: self.unit.clone(),
            factor,
        };
        tx.insert(row)
            .await
            .map_err(|failure| failure.or_already_used("unit", &self.unit.0))
    }
}
