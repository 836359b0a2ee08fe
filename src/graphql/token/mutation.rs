//! Revoking tokens.

use async_graphql::{Context, InputObject, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::page::payload;
use crate::usecase::token::revoke;

use super::object::RevokedToken;

/// The tokens that are revoked: one by its id, or all that somebody has got so far.
#[derive(InputObject)]
pub struct TokenRevokeInput {
    /// The token's id (jti).
    token_identifier: Option<String>,
    /// Whose tokens (sub), as they are named here.
    subject: Option<String>,
}

payload! {
    /// What came of `tokenRevoke`.
    TokenRevokePayload,
    /// What is revoked; none when refused.
    revoked_token: RevokedToken, entity::revoked_token::Model
}

/// Revoking tokens.
#[derive(Default)]
pub struct TokenMutation;

/// Revoking tokens.
#[Object]
impl TokenMutation {
    /// Revokes a token, or all that somebody has got so far, for this legal entity: half a minute
    /// from now at the latest, they open nothing in it any more.
    async fn token_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones.")] input: TokenRevokeInput,
    ) -> Result<TokenRevokePayload> {
        let ask = revoke::Revoke {
            token_identifier: input.token_identifier,
            subject: input.subject,
        };
        Ok(ctx
            .write(Permission::ApiKeyManage, false, ask)
            .await?
            .into())
    }
}
