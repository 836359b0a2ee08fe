//! The documents as they are kept. Fields may be added at the end, never renamed: old versions are
//! read with today's types.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entity::codes::{CurrencyCode, UnitCode};
use entity::exact::{Amount, Percent, Price, Quantity};
use entity::kinds::{CommitmentType, MatchingPolicy, PriceSource};
use serde::{Deserialize, Serialize};

/// The vendor or the customer as named when the document was confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnapshotParty {
    /// Its number.
    pub number: String,
    /// Its name.
    pub name: String,
}

/// An agreement as confirmed (AGR-13). Codes and numbers instead of ids, so that it can be read
/// and printed when the rows have changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgreementSnapshot {
    /// Its number.
    pub number: String,
    /// Its title.
    pub title: Option<String>,
    /// Who sells; none where we do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vendor: Option<SnapshotParty>,
    /// Who buys; none where we do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<SnapshotParty>,
    /// The classification's code.
    pub classification: String,
    /// The currency of all amounts.
    pub currency: CurrencyCode,
    /// The commitment type that the next line gets.
    pub default_commitment_type: CommitmentType,
    /// The first day that a new line holds.
    pub default_effective_date: NaiveDate,
    /// The last day that a new line holds.
    pub default_expiration_date: NaiveDate,
    /// Code of the payment terms.
    pub payment_terms: Option<String>,
    /// Code of the delivery terms.
    pub delivery_terms: Option<String>,
    /// Code of the delivery mode.
    pub delivery_mode: Option<String>,
    /// Where its orders are delivered to.
    pub delivery_address: Option<String>,
    /// Dimension codes with value codes.
    pub dimensions: BTreeMap<String, String>,
    /// The worker responsible.
    pub primary_worker: Option<String>,
    /// The second worker responsible.
    pub secondary_worker: Option<String>,
    /// How invoices of its orders are to be matched.
    pub matching_policy: Option<MatchingPolicy>,
    /// The project it is for.
    pub project: Option<String>,
    /// Its commitments, by line number.
    pub lines: Vec<AgreementLineSnapshot>,
}

/// A commitment as confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgreementLineSnapshot {
    /// Its number within the agreement.
    pub line_number: i32,
    /// What is promised.
    pub commitment_type: CommitmentType,
    /// The item's number.
    pub item: Option<String>,
    /// The category's code.
    pub category: Option<String>,
    /// The product variant.
    pub variant: Option<String>,
    /// The site's code.
    pub site: Option<String>,
    /// The warehouse's code.
    pub warehouse: Option<String>,
    /// The promised quantity.
    pub quantity: Quantity,
    /// Its unit.
    pub unit: Option<UnitCode>,
    /// The price per price unit.
    pub unit_price: Price,
    /// How many units the price is for.
    pub price_unit: Quantity,
    /// Discount in percent.
    pub discount_percent: Percent,
    /// Discount as an amount per price unit.
    pub discount_amount: Price,
    /// The promised amount.
    pub amount: Amount,
    /// The least net amount of an order line; 0 for none.
    pub release_amount_min: Amount,
    /// The largest net amount of an order line; 0 for none.
    pub release_amount_max: Amount,
    /// Whether linked lines may not exceed it.
    pub max_enforced: bool,
    /// Whether linked lines must carry its price and discount.
    pub price_fixed: bool,
    /// The first delivery day.
    pub effective_date: NaiveDate,
    /// The last delivery day.
    pub expiration_date: NaiveDate,
    /// Where its orders are delivered to.
    pub delivery_address: Option<String>,
    /// Dimension codes with value codes.
    pub dimensions: BTreeMap<String, String>,
    /// Words on the line.
    pub text: Option<String>,
}

/// An order as confirmed (ORD-1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderSnapshot {
    /// Its number.
    pub number: String,
    /// Who sells.
    pub vendor: SnapshotParty,
    /// The number of the agreement chosen when it was made.
    pub agreement: Option<String>,
    /// The currency of all amounts.
    pub currency: CurrencyCode,
    /// The day it is placed.
    pub order_date: NaiveDate,
    /// The delivery day of lines that name none.
    pub delivery_date: Option<NaiveDate>,
    /// Code of the payment terms.
    pub payment_terms: Option<String>,
    /// Code of the delivery terms.
    pub delivery_terms: Option<String>,
    /// Code of the delivery mode.
    pub delivery_mode: Option<String>,
    /// Where it is delivered to.
    pub delivery_address: Option<String>,
    /// Dimension codes with value codes.
    pub dimensions: BTreeMap<String, String>,
    /// Its lines, by line number.
    pub lines: Vec<OrderLineSnapshot>,
}

/// An order line as confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLineSnapshot {
    /// Its number within the order.
    pub line_number: i32,
    /// The item's number.
    pub item: Option<String>,
    /// The category's code.
    pub category: Option<String>,
    /// What is bought, in words.
    pub description: String,
    /// The product variant.
    pub variant: Option<String>,
    /// The site's code.
    pub site: Option<String>,
    /// The warehouse's code.
    pub warehouse: Option<String>,
    /// The ordered quantity.
    pub quantity: Quantity,
    /// What of it was given up.
    pub cancelled_quantity: Quantity,
    /// Its unit.
    pub unit: UnitCode,
    /// The price per price unit.
    pub unit_price: Price,
    /// How many units the price is for.
    pub price_unit: Quantity,
    /// Discount in percent.
    pub discount_percent: Percent,
    /// Discount as an amount per price unit.
    pub discount_amount: Price,
    /// The net amount of the whole quantity.
    pub net_amount: Amount,
    /// Where the price came from.
    pub price_source: PriceSource,
    /// The delivery day.
    pub delivery_date: NaiveDate,
    /// Where it is delivered to, if not where the order is.
    pub delivery_address: Option<String>,
    /// Dimension codes with value codes.
    pub dimensions: BTreeMap<String, String>,
    /// The line number of the commitment that it is linked to.
    pub agreement_line: Option<i32>,
}
