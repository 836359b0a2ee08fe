//! Reading item charges.

use async_graphql::{Context, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::usecase::item_charge::read;

use super::object::ItemCharge;

/// Reading item charges.
#[derive(Default)]
pub struct ItemChargeQuery;

/// Reading item charges.
#[Object]
impl ItemChargeQuery {
    /// All item charges, by code.
    async fn item_charges(&self, ctx: &Context<'_>) -> Result<Vec<ItemCharge>> {
        let view = ctx.read(Permission::Read).await?;
        let rows = read::all(view.read()).await?;
        Ok(rows
            .into_iter()
            .map(|row| ItemCharge::new(row, view.clone()))
            .collect())
    }
}
