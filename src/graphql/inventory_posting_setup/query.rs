//! Reading the inventory posting setup.

use async_graphql::{Context, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::usecase::inventory_posting_setup::read;

use super::object::InventoryPostingSetup;

/// Reading the inventory posting setup.
#[derive(Default)]
pub struct InventoryPostingSetupQuery;

/// Reading the inventory posting setup.
#[Object]
impl InventoryPostingSetupQuery {
    /// The inventory posting setup, by inventory group and warehouse.
    async fn inventory_posting_setups(
        &self,
        ctx: &Context<'_>,
    ) -> Result<Vec<InventoryPostingSetup>> {
        let view = ctx.read(Permission::Read).await?;
        let rows = read::all(view.read()).await?;
        Ok(rows
            .into_iter()
            .map(|row| InventoryPostingSetup::new(row, view.clone()))
            .collect())
    }
}
