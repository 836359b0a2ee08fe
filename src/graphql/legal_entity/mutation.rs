//! Founding and writing legal entities.

use async_graphql::{Context, InputObject, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::kinds::{AgreementTieBreak, ReleaseAmountViolation};
use crate::graphql::page::payload;
use crate::graphql::scalar::CurrencyCode;
use crate::usecase::legal_entity::{create, itself::Itself, update};

use super::found::found;
use super::object::LegalEntity;

/// A new legal entity.
#[derive(InputObject)]
pub struct LegalEntityCreateInput {
    /// Its code, unique in the installation.
    code: String,
    /// Its name.
    name: String,
    /// The currency that its books are kept in; it stays.
    accounting_currency: CurrencyCode,
    /// What an order line outside the release amounts of its commitment gets; a warning when left
    /// out.
    release_amount_violation: Option<ReleaseAmountViolation>,
    /// Which agreement wins when several fit an indirect order; the lowest number when left out.
    agreement_tie_break: Option<AgreementTieBreak>,
    /// Whether indirect orders look for an agreement when the caller does not say; false when left
    /// out.
    agreement_auto_search: Option<bool>,
}

/// Changes to the legal entity that the request acts under. What is left out stays.
#[derive(InputObject)]
pub struct LegalEntityUpdateInput {
    /// The version that the change is based on.
    version: i32,
    /// Its name.
    name: Option<String>,
    /// What an order line outside the release amounts of its commitment gets.
    release_amount_violation: Option<ReleaseAmountViolation>,
    /// Which agreement wins when several fit an indirect order.
    agreement_tie_break: Option<AgreementTieBreak>,
    /// Whether indirect orders look for an agreement when the caller does not say.
    agreement_auto_search: Option<bool>,
}

payload! {
    /// What came of `legalEntityCreate`.
    LegalEntityCreatePayload,
    /// The legal entity; none when refused.
    legal_entity: LegalEntity, Itself
}

payload! {
    /// What came of `legalEntityUpdate`.
    LegalEntityUpdatePayload,
    /// The legal entity; none when refused.
    legal_entity: LegalEntity, Itself
}

/// Founding and writing legal entities.
#[derive(Default)]
pub struct LegalEntityMutation;

/// Founding and writing legal entities.
#[Object]
impl LegalEntityMutation {
    /// Founds a legal entity with the usual number sequences. For platform operators.
    async fn legal_entity_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The legal entity.")] input: LegalEntityCreateInput,
    ) -> Result<LegalEntityCreatePayload> {
        let ask = create::Create {
            code: input.code,
            name: input.name,
            accounting_currency: input.accounting_currency.0,
            release_amount_violation: input.release_amount_violation.map(Into::into),
            agreement_tie_break: input.agreement_tie_break.map(Into::into),
            agreement_auto_search: input.agreement_auto_search,
        };
        Ok(found(ctx, &ask).await?.into())
    }

    /// Changes what the legal entity decides for itself.
    async fn legal_entity_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: LegalEntityUpdateInput,
    ) -> Result<LegalEntityUpdatePayload> {
        let ask = update::Update {
            version: input.version,
            name: input.name,
            release_amount_violation: input.release_amount_violation.map(Into::into),
            agreement_tie_break: input.agreement_tie_break.map(Into::into),
            agreement_auto_search: input.agreement_auto_search,
        };
        Ok(ctx.write(Permission::SetupWrite, false, ask).await?.into())
    }
}
