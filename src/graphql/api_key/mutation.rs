//! Making and revoking API keys.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use crate::auth::api_key::Secret;
use crate::auth::{Limits, Permission};
use crate::failure::Failure;
use crate::graphql::context::{Answer, Ask};
use crate::graphql::id::local;
use crate::graphql::page::payload;
use crate::graphql::scalar::Decimal;
use crate::graphql::user_error::UserError;
use crate::usecase::api_key::create::Made;
use crate::usecase::api_key::{create, revoke, rotate};

use super::object::{ApiKey, Role};

/// A new API key.
#[derive(InputObject)]
pub struct ApiKeyCreateInput {
    /// What it is for.
    name: String,
    /// What it may do: nothing that you may not.
    roles: Vec<Role>,
    /// What it is limited to beside its roles; your own limits hold for it too.
    limits: Option<ApiKeyLimitsInput>,
    /// How many days it is good for, 1 to 366.
    #[graphql(default = 90)]
    valid_days: i32,
}

/// What an API key is limited to. What is left out does not limit; an empty list lets nothing be
/// seen.
#[derive(InputObject, Default)]
pub struct ApiKeyLimitsInput {
    /// Only vendors of these posting groups, by their codes, and what is theirs.
    vendor_groups: Option<Vec<String>>,
    /// Only what is at these sites, by their codes, or at none.
    sites: Option<Vec<String>>,
    /// The highest amount of one document, in the legal entity's accounting currency.
    amount: Option<Decimal>,
}

/// The API key that is made anew.
#[derive(InputObject)]
pub struct ApiKeyRotateInput {
    /// The key.
    id: ID,
    /// How many hours the old one is still good for, 0 to 168.
    #[graphql(default = 24)]
    overlap_hours: i32,
}

/// The API key that is revoked.
#[derive(InputObject)]
pub struct ApiKeyRevokeInput {
    /// The key.
    id: ID,
}

/// What came of `apiKeyCreate`.
#[derive(SimpleObject)]
pub struct ApiKeyCreatePayload {
    /// The key; none when refused.
    api_key: Option<ApiKey>,
    /// What is sent as `Authorization: Bearer …`. It is shown this once and never again.
    secret: Option<String>,
    /// Why it was refused; empty when it was done.
    user_errors: Vec<UserError>,
}

/// What came of `apiKeyRotate`.
#[derive(SimpleObject)]
pub struct ApiKeyRotatePayload {
    /// The new key; none when refused.
    api_key: Option<ApiKey>,
    /// What is sent as `Authorization: Bearer …`. It is shown this once and never again.
    secret: Option<String>,
    /// Why it was refused; empty when it was done.
    user_errors: Vec<UserError>,
}

payload! {
    /// What came of `apiKeyRevoke`.
    ApiKeyRevokePayload,
    /// The key; none when refused.
    api_key: ApiKey, entity::api_key::Model
}

/// The key that was made, its secret if that is new, and the reasons against it.
type Shown = (Option<ApiKey>, Option<String>, Vec<UserError>);

fn shown(answer: Answer<Made>, secret: &Secret) -> Shown {
    match answer {
        Answer::Done(made, view) => {
            let key = secret.key(made.row.id, made.row.legal_entity_id);
            let key = made.is_new.then_some(key);
            (Some(ApiKey::new(made.row, view)), key, Vec::new())
        }
        Answer::Refused(refusals) => {
            let user_errors = refusals.into_iter().map(Into::into).collect();
            (None, None, user_errors)
        }
    }
}

fn secret() -> Result<Secret, Failure> {
    Secret::make().map_err(|error| Failure::Broken(format!("no random bytes: {error}")))
}

/// Making and revoking API keys.
#[derive(Default)]
pub struct ApiKeyMutation;

/// Making and revoking API keys.
#[Object]
impl ApiKeyMutation {
    /// Makes an API key for the legal entity. It is sent as a token is, and works within a minute
    /// of its making and of its revocation.
    async fn api_key_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The key.")] input: ApiKeyCreateInput,
    ) -> Result<ApiKeyCreatePayload> {
        let secret = secret()?;
        let limits = input.limits.unwrap_or_default();
        let amount = limits.amount.map(|own| own.0);
        let ask = create::Create {
            limits: Limits::new(limits.vendor_groups, limits.sites, amount),
            name: input.name,
            roles: input.roles.into_iter().map(Into::into).collect(),
            days: input.valid_days,
            secret_hash: secret.hash(),
        };
        let answer = ctx.write(Permission::ApiKeyManage, false, ask).await?;
        let (api_key, secret, user_errors) = shown(answer, &secret);
        Ok(ApiKeyCreatePayload {
            api_key,
            secret,
            user_errors,
        })
    }

    /// Makes an API key anew, with the same name, roles, limits and life. The old one ends after a
    /// while. Your own limits hold for the new one too.
    async fn api_key_rotate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The key.")] input: ApiKeyRotateInput,
    ) -> Result<ApiKeyRotatePayload> {
        let secret = secret()?;
        let ask = rotate::Rotate {
            id: local(&input.id),
            overlap_hours: input.overlap_hours,
            secret_hash: secret.hash(),
        };
        let answer = ctx.write(Permission::ApiKeyManage, false, ask).await?;
        let (api_key, secret, user_errors) = shown(answer, &secret);
        Ok(ApiKeyRotatePayload {
            api_key,
            secret,
            user_errors,
        })
    }

    /// Revokes an API key: it signs nobody in any more, a minute from now at the latest.
    async fn api_key_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The key.")] input: ApiKeyRevokeInput,
    ) -> Result<ApiKeyRevokePayload> {
        let ask = revoke::Revoke {
            id: local(&input.id),
        };
        Ok(ctx
            .write(Permission::ApiKeyManage, false, ask)
            .await?
            .into())
    }
}
