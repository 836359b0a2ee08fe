//! Reading what orders of trade between two legal entities say differently.

use async_graphql::{Context, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::page::Paging;
use crate::usecase::chain::reconcile;

use super::object::ChainDifferencePage;

/// Reading what orders of trade between two legal entities say differently.
#[derive(Default)]
pub struct ChainDifferenceQuery;

/// Reading what orders of trade between two legal entities say differently.
#[Object]
impl ChainDifferenceQuery {
    /// What our orders and the trading partners' orders that they go with say differently, by field
    /// (ICO-3): nothing where all is well, but for goods on their way. Orders are compared page by
    /// page as they were made, each page on both sides at one moment.
    async fn chain_differences(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many orders are compared.")] first: Option<i32>,
        #[graphql(desc = "Only orders after this cursor.")] after: Option<String>,
    ) -> Result<ChainDifferencePage> {
        let view = ctx.read(Permission::Read).await?;
        let is_first = after.is_none();
        let ask = Paging::new(first, after, None, None).ask(&reconcile::order(), &view)?;
        let compared = reconcile::page(view.read(), &ask).await?;
        ChainDifferencePage::new(compared, is_first, &view)
    }
}
