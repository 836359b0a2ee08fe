//! Setting general ledger accounts up.

use async_graphql::{Context, InputObject, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::kinds::GlAccountCategory;
use crate::graphql::page::payload;
use crate::usecase::gl_account::set;

use super::object::GlAccount;

/// What is set.
#[derive(InputObject)]
pub struct GlAccountSetInput {
    /// Its number, unique in the legal entity.
    number: String,
    /// Its name.
    name: String,
    /// Which part of the accounts it belongs to.
    category: GlAccountCategory,
    /// Whether lines of documents may name it; no when left out.
    direct_posting: Option<bool>,
    /// Whether nothing may be posted to it; no when left out.
    blocked: Option<bool>,
}

payload! {
    /// What came of `glAccountSet`.
    GlAccountSetPayload,
    /// What was set; none when refused.
    gl_account: GlAccount, entity::gl_account::Model
}

/// Setting general ledger accounts up.
#[derive(Default)]
pub struct GlAccountMutation;

/// Setting general ledger accounts up.
#[Object]
impl GlAccountMutation {
    /// Adds a general ledger account, or changes the one with its number.
    async fn gl_account_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is set.")] input: GlAccountSetInput,
    ) -> Result<GlAccountSetPayload> {
        let ask = set::Set {
            number: input.number,
            name: input.name,
            category: input.category.into(),
            direct_posting: input.direct_posting.unwrap_or(false),
            blocked: input.blocked.unwrap_or(false),
        };
        Ok(ctx.write(Permission::SetupWrite, false, ask).await?.into())
    }
}
