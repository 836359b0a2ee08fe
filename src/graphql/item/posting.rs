//! How an item is posted, as it is written.

use async_graphql::{ID, InputObject, MaybeUndefined};

use crate::graphql::id::edit_id;
use crate::graphql::kinds::CostingMethod;
use crate::graphql::scalar::Decimal;
use crate::usecase::item::posting::Posting;

/// How an item is posted; part of the inputs of its creation and its change.
#[derive(InputObject)]
pub struct ItemPostingInput {
    /// Its general product posting group; null for the setup's.
    product_posting_group_id: MaybeUndefined<ID>,
    /// Its tax product group; null for the setup's.
    tax_product_posting_group_id: MaybeUndefined<ID>,
    /// Its inventory posting group; null for the setup's.
    inventory_posting_group_id: MaybeUndefined<ID>,
    /// How much more than ordered may be received of it; null for the vendor's or the default.
    over_receipt_code_id: MaybeUndefined<ID>,
    /// How the cost of what leaves the stock is found; null for the setup's way. It stays once the
    /// item has stock entries.
    costing_method: MaybeUndefined<CostingMethod>,
    /// Indirect cost, in percent of the direct cost.
    indirect_cost_percent: Option<Decimal>,
    /// Overhead for one base unit, in the accounting currency.
    overhead_rate: Option<Decimal>,
}

impl From<ItemPostingInput> for Posting {
    fn from(input: ItemPostingInput) -> Self {
        Self {
            product_posting_group_id: edit_id(input.product_posting_group_id),
            tax_product_posting_group_id: edit_id(input.tax_product_posting_group_id),
            inventory_posting_group_id: edit_id(input.inventory_posting_group_id),
            over_receipt_code_id: edit_id(input.over_receipt_code_id),
            costing_method: input.costing_method.map_value(Into::into).into(),
            indirect_cost_percent: input.indirect_cost_percent.map(|v| v.0),
            overhead_rate: input.overhead_rate.map(|v| v.0),
        }
    }
}
