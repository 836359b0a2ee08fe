//! Setting posting periods up.

use async_graphql::{Context, InputObject, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::page::payload;
use crate::graphql::scalar::Date;
use crate::usecase::posting_period::set;

use super::object::PostingPeriod;

/// What is set.
#[derive(InputObject)]
pub struct PostingPeriodSetInput {
    /// Its first day.
    first_day: Date,
    /// Its last day.
    last_day: Date,
    /// Its name, such as `2026-06`.
    name: String,
    /// Whether nothing may be posted any more; no when left out.
    closed: Option<bool>,
    /// Whether nothing that moves stock or its value may be posted any more; no when left out.
    inventory_closed: Option<bool>,
}

payload! {
    /// What came of `postingPeriodSet`.
    PostingPeriodSetPayload,
    /// What was set; none when refused.
    posting_period: PostingPeriod, entity::posting_period::Model
}

/// Setting posting periods up.
#[derive(Default)]
pub struct PostingPeriodMutation;

/// Setting posting periods up.
#[Object]
impl PostingPeriodMutation {
    /// Adds a posting period, or changes, closes or reopens the one with its first day.
    async fn posting_period_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is set.")] input: PostingPeriodSetInput,
    ) -> Result<PostingPeriodSetPayload> {
        let ask = set::Set {
            first_day: input.first_day.0,
            last_day: input.last_day.0,
            name: input.name,
            closed: input.closed.unwrap_or(false),
            inventory_closed: input.inventory_closed.unwrap_or(false),
        };
        Ok(ctx.write(Permission::SetupWrite, false, ask).await?.into())
    }
}
