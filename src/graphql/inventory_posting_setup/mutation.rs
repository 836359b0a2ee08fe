//! Setting up the inventory posting setup.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::id::{local, local_opt};
use crate::graphql::page::payload;
use crate::usecase::inventory_posting_setup::set;

use super::object::InventoryPostingSetup;

/// What is set. What is left out is none.
#[derive(InputObject)]
pub struct InventoryPostingSetupSetInput {
    /// The warehouse; none for wherever no other row says it.
    warehouse_id: Option<ID>,
    /// The inventory posting group.
    inventory_posting_group_id: ID,
    /// Stock that is invoiced.
    inventory_gl_account_id: ID,
    /// Stock that is received and not invoiced.
    interim_gl_account_id: Option<ID>,
}

payload! {
    /// What came of `inventoryPostingSetupSet`.
    InventoryPostingSetupSetPayload,
    /// What was set; none when refused.
    inventory_posting_setup: InventoryPostingSetup, entity::inventory_posting_setup::Model
}

/// Setting up the inventory posting setup.
#[derive(Default)]
pub struct InventoryPostingSetupMutation;

/// Setting up the inventory posting setup.
#[Object]
impl InventoryPostingSetupMutation {
    /// Sets the accounts of an inventory posting group at a warehouse, in place of those that it
    /// had.
    async fn inventory_posting_setup_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is set.")] input: InventoryPostingSetupSetInput,
    ) -> Result<InventoryPostingSetupSetPayload> {
        let ask = set::Set {
            warehouse_id: local_opt(input.warehouse_id.as_ref()),
            inventory_posting_group_id: local(&input.inventory_posting_group_id),
            inventory_gl_account_id: local(&input.inventory_gl_account_id),
            interim_gl_account_id: local_opt(input.interim_gl_account_id.as_ref()),
        };
        Ok(ctx.write(Permission::SetupWrite, false, ask).await?.into())
    }
}
