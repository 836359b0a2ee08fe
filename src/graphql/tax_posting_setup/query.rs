//! Reading the tax posting setup.

use async_graphql::{Context, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::usecase::tax_posting_setup::read;

use super::object::TaxPostingSetup;

/// Reading the tax posting setup.
#[derive(Default)]
pub struct TaxPostingSetupQuery;

/// Reading the tax posting setup.
#[Object]
impl TaxPostingSetupQuery {
    /// The tax posting setup, by business group and product group.
    async fn tax_posting_setups(&self, ctx: &Context<'_>) -> Result<Vec<TaxPostingSetup>> {
        let view = ctx.read(Permission::Read).await?;
        let rows = read::all(view.read()).await?;
        Ok(rows
            .into_iter()
            .map(|row| TaxPostingSetup::new(row, view.clone()))
            .collect())
    }
}
