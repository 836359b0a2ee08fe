//! Reading the vendor posting setup.

use async_graphql::{Context, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::usecase::vendor_posting_setup::read;

use super::object::VendorPostingSetup;

/// Reading the vendor posting setup.
#[derive(Default)]
pub struct VendorPostingSetupQuery;

/// Reading the vendor posting setup.
#[Object]
impl VendorPostingSetupQuery {
    /// The vendor posting setup, by vendor group.
    async fn vendor_posting_setups(&self, ctx: &Context<'_>) -> Result<Vec<VendorPostingSetup>> {
        let view = ctx.read(Permission::Read).await?;
        let rows = read::all(view.read()).await?;
        Ok(rows
            .into_iter()
            .map(|row| VendorPostingSetup::new(row, view.clone()))
            .collect())
    }
}
