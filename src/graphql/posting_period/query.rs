//! Reading posting periods.

use async_graphql::{Context, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::usecase::posting_period::read;

use super::object::PostingPeriod;

/// Reading posting periods.
#[derive(Default)]
pub struct PostingPeriodQuery;

/// Reading posting periods.
#[Object]
impl PostingPeriodQuery {
    /// All posting periods, by day.
    async fn posting_periods(&self, ctx: &Context<'_>) -> Result<Vec<PostingPeriod>> {
        let view = ctx.read(Permission::Read).await?;
        let rows = read::all(view.read()).await?;
        Ok(rows
            .into_iter()
            .map(|row| PostingPeriod::new(row, view.clone()))
            .collect())
    }
}
