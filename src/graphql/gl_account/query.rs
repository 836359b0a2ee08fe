//! Reading general ledger accounts.

use async_graphql::{Context, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::usecase::gl_account::read;

use super::object::GlAccount;

/// Reading general ledger accounts.
#[derive(Default)]
pub struct GlAccountQuery;

/// Reading general ledger accounts.
#[Object]
impl GlAccountQuery {
    /// All accounts of the general ledger, by number.
    async fn gl_accounts(&self, ctx: &Context<'_>) -> Result<Vec<GlAccount>> {
        let view = ctx.read(Permission::Read).await?;
        let rows = read::all(view.read()).await?;
        Ok(rows
            .into_iter()
            .map(|row| GlAccount::new(row, view.clone()))
            .collect())
    }
}
