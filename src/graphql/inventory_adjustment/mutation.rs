//! Posting stock that was found or lost.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::id::{local, local_opt};
use crate::graphql::page::payload;
use crate::graphql::scalar::{Date, Decimal};
use crate::graphql::voucher::object::Voucher;
use crate::usecase::inventory_adjustment::post;

/// What was found or lost of an item.
#[derive(InputObject, Clone, Debug)]
pub struct InventoryAdjustmentLineInput {
    /// The item, which has to be kept in stock.
    item_id: ID,
    /// The warehouse.
    warehouse_id: Option<ID>,
    /// The product variant.
    variant: Option<String>,
    /// How much, in the item's base unit: above zero where it was found, below where it was lost.
    quantity: Decimal,
    /// What a base unit is worth, in the accounting currency: where it was found. What was lost
    /// leaves at the cost of the stock.
    unit_cost: Option<Decimal>,
}

/// An adjustment of stock.
#[derive(InputObject, Clone, Debug)]
pub struct InventoryAdjustmentPostInput {
    /// The day it is posted for; today when left out.
    posting_date: Option<Date>,
    /// Why, in words.
    reason: String,
    /// What was found and lost, in this order.
    lines: Vec<InventoryAdjustmentLineInput>,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

payload! {
    /// What came of `inventoryAdjustmentPost`.
    InventoryAdjustmentPostPayload,
    /// The voucher, which leads to the movements of stock; none when refused.
    voucher: Voucher, entity::voucher::Model
}

/// Posting stock that was found or lost.
#[derive(Default)]
pub struct InventoryAdjustmentMutation;

/// Posting stock that was found or lost.
#[Object]
impl InventoryAdjustmentMutation {
    /// Posts stock that was found, lost or used up, with its cost.
    async fn inventory_adjustment_post(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The adjustment.")] input: InventoryAdjustmentPostInput,
    ) -> Result<InventoryAdjustmentPostPayload> {
        let line = |line: InventoryAdjustmentLineInput| post::Adjusted {
            item: local(&line.item_id),
            warehouse: local_opt(line.warehouse_id.as_ref()),
            variant: line.variant,
            quantity: line.quantity.0,
            unit_cost: line.unit_cost.map(|cost| cost.0),
        };
        let ask = post::Post {
            posting_date: input.posting_date.map(|day| day.0),
            reason: input.reason,
            lines: input.lines.into_iter().map(line).collect(),
        };
        Ok(ctx
            .write(Permission::InventoryAdjust, input.preview, ask)
            .await?
            .into())
    }
}
