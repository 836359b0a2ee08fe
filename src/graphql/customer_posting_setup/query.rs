//! Reading the customer posting setup.

use async_graphql::{Context, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::usecase::customer_posting_setup::read;

use super::object::CustomerPostingSetup;

/// Reading the customer posting setup.
#[derive(Default)]
pub struct CustomerPostingSetupQuery;

/// Reading the customer posting setup.
#[Object]
impl CustomerPostingSetupQuery {
    /// The customer posting setup, by customer group.
    async fn customer_posting_setups(
        &self,
        ctx: &Context<'_>,
    ) -> Result<Vec<CustomerPostingSetup>> {
        let view = ctx.read(Permission::Read).await?;
        let rows = read::all(view.read()).await?;
        Ok(rows
            .into_iter()
            .map(|row| CustomerPostingSetup::new(row, view.clone()))
            .collect())
    }
}
