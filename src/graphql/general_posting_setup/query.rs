//! Reading the general posting setup.

use async_graphql::{Context, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::usecase::general_posting_setup::read;

use super::object::GeneralPostingSetup;

/// Reading the general posting setup.
#[derive(Default)]
pub struct GeneralPostingSetupQuery;

/// Reading the general posting setup.
#[Object]
impl GeneralPostingSetupQuery {
    /// The general posting setup, by business group and product group.
    async fn general_posting_setups(&self, ctx: &Context<'_>) -> Result<Vec<GeneralPostingSetup>> {
        let view = ctx.read(Permission::Read).await?;
        let rows = read::all(view.read()).await?;
        Ok(rows
            .into_iter()
            .map(|row| GeneralPostingSetup::new(row, view.clone()))
            .collect())
    }
}
