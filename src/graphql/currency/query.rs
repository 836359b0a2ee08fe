//! Reading currencies.

use async_graphql::{Context, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::usecase::currency::read;

use super::object::Currency;

/// Reading currencies.
#[derive(Default)]
pub struct CurrencyQuery;

/// Reading currencies.
#[Object]
impl CurrencyQuery {
    /// All currencies, by code. All legal entities share them.
    async fn currencies(&self, ctx: &Context<'_>) -> Result<Vec<Currency>> {
        let view = ctx.read(Permission::Read).await?;
        let rows = read::all(view.read()).await?;
        Ok(rows.into_iter().map(Currency::new).collect())
    }
}
