//! Writing the units of items.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entity::codes::UnitCode;

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::id::local;
use crate::graphql::item::object::Item;
use crate::graphql::page::payload;
use crate::graphql::scalar::Decimal;
use crate::usecase::item_unit::{add, remove};

use super::object::ItemUnit;

/// A new unit of an item.
#[derive(InputObject)]
pub struct ItemUnitAddInput {
    /// The item.
    item_id: ID,
    /// Code of the unit; not the item's base unit.
    unit: String,
    /// How many base units one such unit is.
    factor: Decimal,
}

/// Which unit of an item is to go.
#[derive(InputObject)]
pub struct ItemUnitRemoveInput {
    /// The item's unit.
    id: ID,
}

payload! {
    /// What came of `itemUnitAdd`.
    ItemUnitAddPayload,
    /// The unit; none when refused.
    item_unit: ItemUnit, entity::item_unit::Model
}

payload! {
    /// What came of `itemUnitRemove`.
    ItemUnitRemovePayload,
    /// The item that the unit belonged to; none when refused.
    item: Item, entity::item::Model
}

/// Writing the units of items.
#[derive(Default)]
pub struct ItemUnitMutation;

/// Writing the units of items.
#[Object]
impl ItemUnitMutation {
    /// Adds a unit that an item may be bought in.
    async fn item_unit_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The unit.")] input: ItemUnitAddInput,
    ) -> Result<ItemUnitAddPayload> {
        let ask = add::Add {
            item_id: local(&input.item_id),
            unit: UnitCode(input.unit),
            factor: input.factor.0,
        };
        Ok(ctx
            .write(Permission::MasterDataWrite, false, ask)
            .await?
            .into())
    }

    /// Removes a unit from an item. The purchase unit stays.
    async fn item_unit_remove(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which unit.")] input: ItemUnitRemoveInput,
    ) -> Result<ItemUnitRemovePayload> {
        let ask = remove::Remove {
            id: local(&input.id),
        };
        Ok(ctx
            .write(Permission::MasterDataWrite, false, ask)
            .await?
            .into())
    }
}
