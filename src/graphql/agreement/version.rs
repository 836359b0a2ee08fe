//! Confirmed versions of agreements, and how they differ (AGR-13).

use async_graphql::{Enum, ID, Object, Result, SimpleObject};
use entity::agreement_version;

use crate::domain::version::{AgreementLineSnapshot, AgreementSnapshot, Change, SnapshotParty};
use crate::failure::Failure;
use crate::graphql::id::global;
use crate::graphql::kinds::{CommitmentType, MatchingPolicy};
use crate::graphql::page::connection;
use crate::graphql::scalar::{CurrencyCode, Date, DateTime, Decimal};
use crate::graphql::view::View;

/// What an agreement said when it was confirmed. It never changes.
pub struct AgreementVersion {
    row: agreement_version::Model,
}

impl AgreementVersion {
    /// A version's row; the document is in it.
    #[must_use]
    pub fn new(row: agreement_version::Model, _view: View) -> Self {
        Self { row }
    }

    fn snapshot(&self) -> Result<AgreementSnapshot> {
        let read = serde_json::from_str(&self.row.snapshot);
        Ok(read.map_err(|error| Failure::Broken(error.to_string()))?)
    }
}

/// What an agreement said when it was confirmed. It never changes.
#[Object]
impl AgreementVersion {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// Its number, 1 for the first confirmation.
    async fn version(&self) -> i32 {
        self.row.version
    }

    /// The number on the document: the agreement's and the version's.
    async fn number(&self) -> Result<String> {
        Ok(format!("{}-{}", self.snapshot()?.number, self.row.version))
    }

    /// When it was confirmed.
    async fn confirmed_at(&self) -> DateTime {
        DateTime(self.row.confirmed_at)
    }

    /// Who confirmed it.
    async fn confirmed_by(&self) -> &str {
        &self.row.confirmed_by
    }

    /// Fingerprint of the document: SHA-256 in hexadecimal digits.
    async fn content_hash(&self) -> &str {
        &self.row.content_hash
    }

    /// The document.
    async fn document(&self) -> Result<AgreementDocument> {
        Ok(self.snapshot()?.into())
    }
}

connection! {
    /// A page of confirmed versions.
    AgreementVersionConnection, AgreementVersionEdge, AgreementVersion,
    entity::agreement_version::Entity
}

/// A dimension with its value, as codes.
#[derive(SimpleObject, Clone, Debug)]
pub struct DocumentDimension {
    /// The dimension's code.
    dimension: String,
    /// The value's code.
    value: String,
}

/// Codes of a document's dimensions.
pub fn dimensions(codes: std::collections::BTreeMap<String, String>) -> Vec<DocumentDimension> {
    codes
        .into_iter()
        .map(|(dimension, value)| DocumentDimension { dimension, value })
        .collect()
}

/// An agreement as it was confirmed: names and numbers instead of ids.
#[derive(SimpleObject, Clone, Debug)]
pub struct AgreementDocument {
    /// The agreement's number.
    number: String,
    /// Its title.
    title: Option<String>,
    /// The vendor's number; none where we sold.
    vendor_number: Option<String>,
    /// The vendor's name; none where we sold.
    vendor_name: Option<String>,
    /// The customer's number; none where we bought.
    customer_number: Option<String>,
    /// The customer's name; none where we bought.
    customer_name: Option<String>,
    /// The classification's code.
    classification: String,
    /// Its currency.
    currency: CurrencyCode,
    /// The commitment type of new lines.
    default_commitment_type: CommitmentType,
    /// The first day of new lines.
    default_effective_date: Date,
    /// The last day of new lines.
    default_expiration_date: Date,
    /// Code of the payment terms.
    payment_terms: Option<String>,
    /// Code of the delivery terms.
    delivery_terms: Option<String>,
    /// Code of the delivery mode.
    delivery_mode: Option<String>,
    /// Where orders are delivered to.
    delivery_address: Option<String>,
    /// Dimension values.
    dimensions: Vec<DocumentDimension>,
    /// The worker responsible.
    primary_worker: Option<String>,
    /// The second worker.
    secondary_worker: Option<String>,
    /// How invoices are to be matched.
    matching_policy: Option<MatchingPolicy>,
    /// The project.
    project: Option<String>,
    /// The commitments.
    lines: Vec<AgreementDocumentLine>,
}

/// A commitment as it was confirmed.
#[derive(SimpleObject, Clone, Debug)]
pub struct AgreementDocumentLine {
    /// Its number within the agreement.
    line_number: i32,
    /// What is promised.
    commitment_type: CommitmentType,
    /// The item's number.
    item: Option<String>,
    /// The category's code.
    category: Option<String>,
    /// The variant.
    variant: Option<String>,
    /// The site's code.
    site: Option<String>,
    /// The warehouse's code.
    warehouse: Option<String>,
    /// The promised quantity; 0 for value commitments.
    quantity: Decimal,
    /// Its unit.
    unit: Option<String>,
    /// The price per price unit.
    unit_price: Decimal,
    /// How many units the price is for.
    price_unit: Decimal,
    /// Discount in percent.
    discount_percent: Decimal,
    /// Discount as an amount per price unit.
    discount_amount: Decimal,
    /// The promised amount.
    amount: Decimal,
    /// The least release amount; 0 for none.
    release_amount_min: Decimal,
    /// The largest release amount; 0 for none.
    release_amount_max: Decimal,
    /// Whether the commitment is the most.
    max_enforced: bool,
    /// Whether price and discount are fixed.
    price_fixed: bool,
    /// The first delivery day.
    effective_date: Date,
    /// The last delivery day.
    expiration_date: Date,
    /// Where orders are delivered to.
    delivery_address: Option<String>,
    /// Dimension values.
    dimensions: Vec<DocumentDimension>,
    /// Words.
    text: Option<String>,
}

/// The number and the name of who was agreed with.
fn parts(party: Option<SnapshotParty>) -> (Option<String>, Option<String>) {
    match party {
        Some(party) => (Some(party.number), Some(party.name)),
        None => (None, None),
    }
}

impl From<AgreementSnapshot> for AgreementDocument {
    fn from(snapshot: AgreementSnapshot) -> Self {
        let (vendor_number, vendor_name) = parts(snapshot.vendor);
        let (customer_number, customer_name) = parts(snapshot.customer);
        Self {
            number: snapshot.number,
            title: snapshot.title,
            vendor_number,
            vendor_name,
            customer_number,
            customer_name,
            classification: snapshot.classification,
            currency: CurrencyCode(snapshot.currency),
            default_commitment_type: snapshot.default_commitment_type.into(),
            default_effective_date: Date(snapshot.default_effective_date),
            default_expiration_date: Date(snapshot.default_expiration_date),
            payment_terms: snapshot.payment_terms,
            delivery_terms: snapshot.delivery_terms,
            delivery_mode: snapshot.delivery_mode,
            delivery_address: snapshot.delivery_address,
            dimensions: dimensions(snapshot.dimensions),
            primary_worker: snapshot.primary_worker,
            secondary_worker: snapshot.secondary_worker,
            matching_policy: snapshot.matching_policy.map(Into::into),
            project: snapshot.project,
            lines: snapshot.lines.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<AgreementLineSnapshot> for AgreementDocumentLine {
    fn from(line: AgreementLineSnapshot) -> Self {
        Self {
            line_number: line.line_number,
            commitment_type: line.commitment_type.into(),
            item: line.item,
            category: line.category,
            variant: line.variant,
            site: line.site,
            warehouse: line.warehouse,
            quantity: Decimal::of(line.quantity),
            unit: line.unit.map(|unit| unit.0),
            unit_price: Decimal::of(line.unit_price),
            price_unit: Decimal::of(line.price_unit),
            discount_percent: Decimal::of(line.discount_percent),
            discount_amount: Decimal::of(line.discount_amount),
            amount: Decimal::of(line.amount),
            release_amount_min: Decimal::of(line.release_amount_min),
            release_amount_max: Decimal::of(line.release_amount_max),
            max_enforced: line.max_enforced,
            price_fixed: line.price_fixed,
            effective_date: Date(line.effective_date),
            expiration_date: Date(line.expiration_date),
            delivery_address: line.delivery_address,
            dimensions: dimensions(line.dimensions),
            text: line.text,
        }
    }
}

/// What a change between two versions is about.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "crate::domain::version::ChangeScope")]
pub enum ChangeScope {
    /// The header.
    Header,
    /// A line.
    Line,
}

/// What kind of change it is.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "crate::domain::version::ChangeKind")]
pub enum ChangeKind {
    /// It is in the later version only.
    Added,
    /// It is in the earlier version only.
    Removed,
    /// It is in both and differs.
    Changed,
}

/// One difference between two confirmed versions.
#[derive(SimpleObject, Clone, Debug)]
pub struct AgreementVersionChange {
    /// What it is about.
    scope: ChangeScope,
    /// The line's number, where it is about a line.
    line_number: Option<i32>,
    /// What kind of change it is.
    kind: ChangeKind,
    /// The field; none where a whole line came or went.
    field: Option<String>,
    /// What the earlier version says.
    before: Option<String>,
    /// What the later version says.
    after: Option<String>,
}

impl From<Change> for AgreementVersionChange {
    fn from(change: Change) -> Self {
        Self {
            scope: change.scope.into(),
            line_number: change.line_number,
            kind: change.kind.into(),
            field: change.field.map(|field| camel(&field)),
            before: change.before,
            after: change.after,
        }
    }
}

/// A field's name as the schema writes it.
fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |camel, word| {
        let (head, tail) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
        camel + &head.to_uppercase() + tail
    })
}
