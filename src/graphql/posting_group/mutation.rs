//! Setting posting groups up.

use async_graphql::{Context, InputObject, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::kinds::PostingGroupType;
use crate::graphql::page::payload;
use crate::usecase::posting_group::set;

use super::object::PostingGroup;

/// What is set.
#[derive(InputObject)]
pub struct PostingGroupSetInput {
    /// What it groups.
    group_type: PostingGroupType,
    /// Its code, unique for what it groups.
    code: String,
    /// Its name.
    name: String,
}

payload! {
    /// What came of `postingGroupSet`.
    PostingGroupSetPayload,
    /// What was set; none when refused.
    posting_group: PostingGroup, entity::posting_group::Model
}

/// Setting posting groups up.
#[derive(Default)]
pub struct PostingGroupMutation;

/// Setting posting groups up.
#[Object]
impl PostingGroupMutation {
    /// Adds a posting group, or renames the one with its type and code.
    async fn posting_group_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is set.")] input: PostingGroupSetInput,
    ) -> Result<PostingGroupSetPayload> {
        let ask = set::Set {
            group_type: input.group_type.into(),
            code: input.code,
            name: input.name,
        };
        Ok(ctx.write(Permission::SetupWrite, false, ask).await?.into())
    }
}
