//! The inputs of agreements that are made and changed.

use async_graphql::{ID, InputObject, MaybeUndefined};

use crate::graphql::agreement_line::input::AgreementLineInput;
use crate::graphql::dimension_set::input::{DimensionValueInput, pairs};
use crate::graphql::id::{local, local_opt};
use crate::graphql::kinds::{CommitmentType, MatchingPolicy};
use crate::graphql::scalar::{CurrencyCode, Date};
use crate::usecase::agreement::{create, update};

/// A new agreement.
#[derive(InputObject, Clone, Debug)]
pub struct AgreementCreateInput {
    /// Its number; left out where the sequence gives it.
    number: Option<String>,
    /// The document's title.
    title: Option<String>,
    /// Who sells, of a contract to buy. A vendor or a customer has to be named, not both.
    vendor_id: Option<ID>,
    /// Who buys, of a contract to sell.
    customer_id: Option<ID>,
    /// What kind of agreement it is.
    agreement_classification_id: ID,
    /// The currency of all its amounts; the vendor's or the customer's when left out.
    currency: Option<CurrencyCode>,
    /// The first day that new lines hold; today when left out.
    default_effective_date: Option<Date>,
    /// The last day that new lines hold.
    default_expiration_date: Date,
    /// The commitment type of new lines.
    #[graphql(default_with = "CommitmentType::ProductQuantity")]
    default_commitment_type: CommitmentType,
    /// Code of the payment terms for its orders; the vendor's or the customer's when left out.
    payment_terms: Option<String>,
    /// Code of the delivery terms for its orders; the vendor's when left out.
    delivery_terms: Option<String>,
    /// Code of the delivery mode for its orders; the vendor's when left out.
    delivery_mode: Option<String>,
    /// Where its orders are delivered to.
    delivery_address: Option<String>,
    /// The worker responsible; the classification's when left out.
    primary_worker: Option<String>,
    /// The second worker responsible; the classification's when left out.
    secondary_worker: Option<String>,
    /// How invoices of its orders are to be matched.
    matching_policy: Option<MatchingPolicy>,
    /// The project it is for.
    project: Option<String>,
    /// The dimension values that its new orders start with.
    #[graphql(default)]
    dimensions: Vec<DimensionValueInput>,
    /// Its first commitments.
    #[graphql(default)]
    lines: Vec<AgreementLineInput>,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

/// Changes to an agreement's header. What is left out stays.
#[derive(InputObject, Clone, Debug)]
pub struct AgreementUpdateInput {
    /// The agreement.
    id: ID,
    /// The version that the change is based on.
    version: i32,
    /// The document's title; null takes it away.
    title: MaybeUndefined<String>,
    /// What kind of agreement it is.
    agreement_classification_id: Option<ID>,
    /// The first day that new lines hold.
    default_effective_date: Option<Date>,
    /// The last day that new lines hold.
    default_expiration_date: Option<Date>,
    /// The commitment type of new lines.
    default_commitment_type: Option<CommitmentType>,
    /// Code of the payment terms for its orders; null takes it away.
    payment_terms: MaybeUndefined<String>,
    /// Code of the delivery terms for its orders; null takes it away.
    delivery_terms: MaybeUndefined<String>,
    /// Code of the delivery mode for its orders; null takes it away.
    delivery_mode: MaybeUndefined<String>,
    /// Where its orders are delivered to; null takes it away.
    delivery_address: MaybeUndefined<String>,
    /// The worker responsible; null takes it away.
    primary_worker: MaybeUndefined<String>,
    /// The second worker responsible; null takes it away.
    secondary_worker: MaybeUndefined<String>,
    /// How invoices of its orders are to be matched; null takes it away.
    matching_policy: MaybeUndefined<MatchingPolicy>,
    /// The project it is for; null takes it away.
    project: MaybeUndefined<String>,
    /// The dimension values that its new orders start with.
    dimensions: Option<Vec<DimensionValueInput>>,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

impl AgreementCreateInput {
    /// Whether only to preview, and what is asked.
    #[must_use]
    pub fn ask(self) -> (bool, create::Create) {
        let input = self;
        let ask = create::Create {
            number: input.number,
            title: input.title,
            vendor: local_opt(input.vendor_id.as_ref()),
            customer: local_opt(input.customer_id.as_ref()),
            classification: local(&input.agreement_classification_id),
            currency: input.currency.map(|value| value.0),
            default_effective_date: input.default_effective_date.map(|value| value.0),
            default_expiration_date: input.default_expiration_date.0,
            default_commitment_type: input.default_commitment_type.into(),
            payment_terms: input.payment_terms,
            delivery_terms: input.delivery_terms,
            delivery_mode: input.delivery_mode,
            delivery_address: input.delivery_address,
            primary_worker: input.primary_worker,
            secondary_worker: input.secondary_worker,
            matching_policy: input.matching_policy.map(Into::into),
            project: input.project,
            dimensions: pairs(input.dimensions),
            follows: None,
            lines: input.lines.into_iter().map(Into::into).collect(),
        };
        (input.preview, ask)
    }
}

impl AgreementUpdateInput {
    /// Whether only to preview, and what is asked.
    #[must_use]
    pub fn ask(self) -> (bool, update::Update) {
        let input = self;
        let ask = update::Update {
            id: local(&input.id),
            version: input.version,
            title: input.title.into(),
            classification: local_opt(input.agreement_classification_id.as_ref()),
            default_effective_date: input.default_effective_date.map(|value| value.0),
            default_expiration_date: input.default_expiration_date.map(|value| value.0),
            default_commitment_type: input.default_commitment_type.map(Into::into),
            payment_terms: input.payment_terms.into(),
            delivery_terms: input.delivery_terms.into(),
            delivery_mode: input.delivery_mode.into(),
            delivery_address: input.delivery_address.into(),
            primary_worker: input.primary_worker.into(),
            secondary_worker: input.secondary_worker.into(),
            matching_policy: Option::from(input.matching_policy.map_value(Into::into)),
            project: input.project.into(),
            dimensions: input.dimensions.map(pairs),
        };
        (input.preview, ask)
    }
}
