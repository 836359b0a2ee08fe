//! Reading posting groups.

use async_graphql::{Context, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::usecase::posting_group::read;

use super::object::PostingGroup;

/// Reading posting groups.
#[derive(Default)]
pub struct PostingGroupQuery;

/// Reading posting groups.
#[Object]
impl PostingGroupQuery {
    /// All posting groups, by what they group and by code.
    async fn posting_groups(&self, ctx: &Context<'_>) -> Result<Vec<PostingGroup>> {
        let view = ctx.read(Permission::Read).await?;
        let rows = read::all(view.read()).await?;
        Ok(rows
            .into_iter()
            .map(|row| PostingGroup::new(row, view.clone()))
            .collect())
    }
}
