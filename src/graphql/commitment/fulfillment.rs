//! Fulfillment in its parts (AGR-12).

use async_graphql::{Enum, SimpleObject};

use crate::domain::fulfillment;
use crate::graphql::scalar::{CurrencyCode, DateTime, Decimal, money};

/// What a fulfillment counts.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "crate::domain::fulfillment::Measure")]
pub enum FulfillmentMeasure {
    /// A quantity in the commitment's unit.
    Quantity,
    /// An amount in the agreement's currency.
    Amount,
}

/// A promise in its parts: committed = invoiced + receivedNotInvoiced + releasedOnly + remaining -
/// overReleased.
#[derive(SimpleObject, Clone, Debug)]
pub struct Fulfillment {
    /// What the numbers count.
    measure: FulfillmentMeasure,
    /// The unit of the numbers, where they are quantities.
    unit: Option<String>,
    /// The currency of the numbers, where they are amounts.
    currency: Option<CurrencyCode>,
    /// Promised.
    committed: Decimal,
    /// Ordered and not yet received.
    released_only: Decimal,
    /// Received and not yet invoiced.
    received_not_invoiced: Decimal,
    /// Invoiced.
    invoiced: Decimal,
    /// Promised and not yet used; never below zero.
    remaining: Decimal,
    /// Used beyond the promise; never below zero.
    over_released: Decimal,
    /// Used part of the promise in percent, to two decimals; more than 100 where a commitment is
    /// over-released. Of an agreement, use beyond one commitment fills no other.
    percentage: Option<Decimal>,
    /// The instant that the numbers are of.
    as_of: DateTime,
}

impl Fulfillment {
    /// The parts, with what they are counted in.
    #[must_use]
    pub fn new(
        parts: fulfillment::Fulfillment,
        unit: Option<String>,
        currency: entity::codes::CurrencyCode,
        as_of: chrono::DateTime<chrono::Utc>,
    ) -> Self {
        let amounts = parts.measure == fulfillment::Measure::Amount;
        let number = |number: rust_decimal::Decimal| match amounts {
            true => money(number, currency),
            false => Decimal(number.normalize()),
        };
        let percent = |mut percent: rust_decimal::Decimal| {
            percent.rescale(2);
            Decimal(percent)
        };
        Self {
            measure: parts.measure.into(),
            unit: if amounts { None } else { unit },
            currency: amounts.then_some(CurrencyCode(currency)),
            committed: number(parts.committed),
            released_only: number(parts.released_only),
            received_not_invoiced: number(parts.received_not_invoiced),
            invoiced: number(parts.invoiced),
            remaining: number(parts.remaining),
            over_released: number(parts.over_released),
            percentage: parts.percentage.map(percent),
            as_of: DateTime(as_of),
        }
    }
}
