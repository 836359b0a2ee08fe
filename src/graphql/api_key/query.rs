//! Reading API keys.

use async_graphql::{Context, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::page::Paging;
use crate::usecase::api_key::read;

use super::object::ApiKeyConnection;

/// Reading API keys.
#[derive(Default)]
pub struct ApiKeyQuery;

/// Reading API keys.
#[Object]
impl ApiKeyQuery {
    /// All API keys, those that are over too, in the order of their making.
    async fn api_keys(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<ApiKeyConnection> {
        let view = ctx.read(Permission::ApiKeyManage).await?;
        let order = read::order();
        let ask = Paging::new(first, after, last, before).ask(&order, &view)?;
        let page = read::page(view.read(), &order, &ask).await?;
        Ok(ApiKeyConnection::new(page, order.name, view))
    }
}
