//! Writing agreement classifications.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::id::local;
use crate::graphql::page::payload;
use crate::graphql::removal::removal;
use crate::usecase::agreement_classification::{create, delete, names, update};

use super::object::AgreementClassification;

/// A new agreement classification.
#[derive(InputObject)]
pub struct AgreementClassificationCreateInput {
    /// Its code, unique in the legal entity.
    code: String,
    /// Its name.
    name: String,
    /// What it is for.
    description: Option<String>,
    /// Finds the same classification in a partner's legal entity.
    external_code: Option<String>,
    /// Whether its agreements are used on invoices only, never on orders; false when left out.
    require_direct_invoicing: Option<bool>,
    /// Whether its agreements name subcontractors; false when left out.
    subcontractors: Option<bool>,
    /// Whether its agreements name certifications; false when left out.
    certifications: Option<bool>,
    /// Whether its agreements name activities; false when left out.
    activities: Option<bool>,
    /// The worker its agreements start with.
    primary_worker: Option<String>,
    /// The second worker its agreements start with.
    secondary_worker: Option<String>,
    /// Its names in other languages.
    names: Option<Vec<AgreementClassificationNameInput>>,
}

/// Changes to an agreement classification. What is left out stays.
#[derive(InputObject)]
pub struct AgreementClassificationUpdateInput {
    /// The agreement classification.
    id: ID,
    /// The version that the change is based on.
    version: i32,
    /// Its code, unique in the legal entity.
    code: Option<String>,
    /// Its name.
    name: Option<String>,
    /// What it is for; null takes it away.
    description: MaybeUndefined<String>,
    /// Finds the same classification in a partner's legal entity; null takes it away.
    external_code: MaybeUndefined<String>,
    /// Whether its agreements are used on invoices only, never on orders.
    require_direct_invoicing: Option<bool>,
    /// Whether its agreements name subcontractors.
    subcontractors: Option<bool>,
    /// Whether its agreements name certifications.
    certifications: Option<bool>,
    /// Whether its agreements name activities.
    activities: Option<bool>,
    /// The worker its agreements start with; null takes it away.
    primary_worker: MaybeUndefined<String>,
    /// The second worker its agreements start with; null takes it away.
    secondary_worker: MaybeUndefined<String>,
    /// Its names in other languages, in place of all that it has.
    names: Option<Vec<AgreementClassificationNameInput>>,
}

/// A classification's name in one language.
#[derive(InputObject)]
pub struct AgreementClassificationNameInput {
    /// The language, such as `sv` or `en-GB`.
    language: String,
    /// The name in it.
    name: String,
}

impl From<AgreementClassificationNameInput> for names::Name {
    fn from(input: AgreementClassificationNameInput) -> Self {
        Self {
            language: input.language,
            name: input.name,
        }
    }
}

/// Which classification is to go.
#[derive(InputObject)]
pub struct AgreementClassificationDeleteInput {
    /// The classification.
    id: ID,
}

payload! {
    /// What came of `agreementClassificationCreate`.
    AgreementClassificationCreatePayload,
    /// The agreement classification; none when refused.
    agreement_classification: AgreementClassification, entity::agreement_classification::Model
}

payload! {
    /// What came of `agreementClassificationUpdate`.
    AgreementClassificationUpdatePayload,
    /// The agreement classification; none when refused.
    agreement_classification: AgreementClassification, entity::agreement_classification::Model
}

removal! {
    /// What came of `agreementClassificationDelete`.
    AgreementClassificationDeletePayload, AgreementClassificationId
}

/// Writing agreement classifications.
#[derive(Default)]
pub struct AgreementClassificationMutation;

/// Writing agreement classifications.
#[Object]
impl AgreementClassificationMutation {
    /// Adds a classification of agreements.
    async fn agreement_classification_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The agreement classification.")]
        input: AgreementClassificationCreateInput,
    ) -> Result<AgreementClassificationCreatePayload> {
        let ask = create::Create {
            code: input.code,
            name: input.name,
            description: input.description,
            external_code: input.external_code,
            require_direct_invoicing: input.require_direct_invoicing,
            subcontractors: input.subcontractors,
            certifications: input.certifications,
            activities: input.activities,
            primary_worker: input.primary_worker,
            secondary_worker: input.secondary_worker,
            names: input.names.into_iter().flatten().map(Into::into).collect(),
        };
        Ok(ctx
            .write(Permission::MasterDataWrite, false, ask)
            .await?
            .into())
    }

    /// Changes a classification of agreements.
    async fn agreement_classification_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: AgreementClassificationUpdateInput,
    ) -> Result<AgreementClassificationUpdatePayload> {
        let ask = update::Update {
            id: local(&input.id),
            version: input.version,
            code: input.code,
            name: input.name,
            description: input.description.into(),
            external_code: input.external_code.into(),
            require_direct_invoicing: input.require_direct_invoicing,
            subcontractors: input.subcontractors,
            certifications: input.certifications,
            activities: input.activities,
            primary_worker: input.primary_worker.into(),
            secondary_worker: input.secondary_worker.into(),
            names: input
                .names
                .map(|names| names.into_iter().map(Into::into).collect()),
        };
        Ok(ctx
            .write(Permission::MasterDataWrite, false, ask)
            .await?
            .into())
    }

    /// Deletes a classification that no agreement uses.
    async fn agreement_classification_delete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which classification.")] input: AgreementClassificationDeleteInput,
    ) -> Result<AgreementClassificationDeletePayload> {
        let ask = delete::Delete {
            id: local(&input.id),
        };
        Ok(ctx
            .write(Permission::MasterDataWrite, false, ask)
            .await?
            .into())
    }
}
