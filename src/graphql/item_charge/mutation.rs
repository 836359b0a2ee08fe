//! Setting up item charges.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::id::local_opt;
use crate::graphql::page::payload;
use crate::usecase::item_charge::set;

use super::object::ItemCharge;

/// What is set. What is left out is none.
#[derive(InputObject)]
pub struct ItemChargeSetInput {
    /// Its code, unique in the legal entity.
    code: String,
    /// Its name.
    name: String,
    /// Its general product posting group; the setup's if none.
    product_posting_group_id: Option<ID>,
    /// Its tax product group; the setup's if none.
    tax_product_posting_group_id: Option<ID>,
}

payload! {
    /// What came of `itemChargeSet`.
    ItemChargeSetPayload,
    /// What was set; none when refused.
    item_charge: ItemCharge, entity::item_charge::Model
}

/// Setting up item charges.
#[derive(Default)]
pub struct ItemChargeMutation;

/// Setting up item charges.
#[Object]
impl ItemChargeMutation {
    /// Adds an item charge, or changes the one with its code.
    async fn item_charge_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is set.")] input: ItemChargeSetInput,
    ) -> Result<ItemChargeSetPayload> {
        let ask = set::Set {
            code: input.code,
            name: input.name,
            product_posting_group_id: local_opt(input.product_posting_group_id.as_ref()),
            tax_product_posting_group_id: local_opt(input.tax_product_posting_group_id.as_ref()),
        };
        Ok(ctx.write(Permission::SetupWrite, false, ask).await?.into())
    }
}
