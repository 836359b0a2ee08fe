//! Fulfillment: how far a promise is used, in four disjoint parts (AGR-12, K-01, K-02).

use entity::exact::{Amount, Quantity};
use rust_decimal::Decimal;

use super::commitment::{Buckets, Commitment, Promise};
use super::money::{Currency, beyond, round, share, to_quantity};
use super::violation::Violation;

#[cfg(test)]
mod tests;

/// Where one linked order line stands. A return is the same with all signs turned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OrderedState {
    /// Ordered, in the line's unit.
    pub quantity: Quantity,
    /// Given up.
    pub cancelled: Quantity,
    /// Arrived.
    pub received: Quantity,
    /// Invoiced.
    pub invoiced: Quantity,
    /// The net amount of the whole ordered quantity.
    pub net_amount: Amount,
    /// The net amount of the posted invoices, which may differ from the order's price.
    pub invoiced_amount: Amount,
}

/// What a line adds to its commitment (AGR-12). Quantities are 0 where amounts are counted.
///
/// More received than ordered counts as received; more invoiced than received, as invoiced. The
/// order's amounts are split cumulatively: rounded up to each stage's end and then subtracted, so
/// that they sum exactly and an empty stage holds no cent. The invoiced stage takes what was
/// really invoiced.
///
/// # Errors
/// `OutOfRange` beyond what a column holds.
pub fn contribution(
    state: &OrderedState,
    counts_quantity: bool,
    currency: Currency,
) -> Result<Buckets, Violation> {
    let turned = state.quantity < Quantity::ZERO;
    let size = |quantity: Quantity| match quantity.decimal() {
        number if turned => -number,
        number => number,
    };
    let invoiced = size(state.invoiced);
    let arrived = size(state.received).max(invoiced);
    let wanted = (size(state.quantity) - size(state.cancelled)).max(arrived);
    let up_to = |end: Decimal| -> Result<Amount, Violation> {
        share(
            state.net_amount,
            to_quantity(Some(end))?,
            to_quantity(Some(size(state.quantity)))?,
            currency,
        )
    };
    let quantity = |number: Decimal| match counts_quantity {
        true if turned => to_quantity(Some(-number)),
        true => to_quantity(Some(number)),
        false => Ok(Quantity::ZERO),
    };
    let amount = |end: Amount, begin: Amount| {
        end.checked_sub(begin)
            .ok_or_else(|| beyond(Amount::MAX.decimal()))
    };
    let (whole, at_arrived, at_invoiced) = (up_to(wanted)?, up_to(arrived)?, up_to(invoiced)?);
    Ok(Buckets {
        released_quantity: quantity(wanted - arrived)?,
        received_quantity: quantity(arrived - invoiced)?,
        invoiced_quantity: quantity(invoiced)?,
        released_amount: amount(whole, at_arrived)?,
        received_amount: amount(at_arrived, at_invoiced)?,
        invoiced_amount: state.invoiced_amount,
    })
}

/// What a line that stood one way and stands another adds to its commitment.
///
/// # Errors
/// `OutOfRange` beyond what a column holds.
pub fn moved(
    before: &OrderedState,
    after: &OrderedState,
    counts_quantity: bool,
    currency: Currency,
) -> Result<Buckets, Violation> {
    let before = contribution(before, counts_quantity, currency)?;
    contribution(after, counts_quantity, currency)?.sub(&before)
}

/// What the numbers of a [`Fulfillment`] count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// The commitment's unit.
    Quantity,
    /// The agreement's currency.
    Amount,
}

/// A promise in its parts: `committed = invoiced + received_not_invoiced + released_only +
/// remaining − over_released` (AGR-12).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fulfillment {
    /// What the numbers count.
    pub measure: Measure,
    /// Promised.
    pub committed: Decimal,
    /// Ordered, not yet received.
    pub released_only: Decimal,
    /// Received, not yet invoiced.
    pub received_not_invoiced: Decimal,
    /// Invoiced.
    pub invoiced: Decimal,
    /// Promised and not used; never below zero.
    pub remaining: Decimal,
    /// Used beyond the promise; never below zero.
    pub over_released: Decimal,
    /// Of a commitment `used / committed`, which may exceed 100; of an agreement `Σ min(used,
    /// committed) / Σ committed`. Two decimals; none where nothing is committed.
    pub percentage: Option<Decimal>,
}

impl Fulfillment {
    /// One commitment in its own measure (K-01). The buckets are usually its own.
    #[must_use]
    pub fn of_commitment(commitment: &Commitment, buckets: &Buckets) -> Self {
        if commitment.promise.counts_quantity() {
            let parts = [
                buckets.released_quantity.decimal(),
                buckets.received_quantity.decimal(),
                buckets.invoiced_quantity.decimal(),
            ];
            Self::of_parts(Measure::Quantity, commitment.committed(), parts)
        } else {
            Self::of_parts(Measure::Amount, commitment.committed(), amounts(buckets))
        }
    }

    /// A whole agreement in amounts (K-02); quantities are valued at their commitment's net price.
    /// The parts are the sums of the commitments' parts, so use beyond one promise fills no other.
    ///
    /// # Errors
    /// `OutOfRange` beyond what an amount holds.
    pub fn of_agreement<'a>(
        commitments: impl IntoIterator<Item = &'a Commitment>,
        currency: Currency,
    ) -> Result<Self, Violation> {
        let mut sum = Self::of_parts(Measure::Amount, Decimal::ZERO, [Decimal::ZERO; 3]);
        for commitment in commitments {
            let line = Self::in_amounts(commitment, currency)?;
            sum.committed += line.committed;
            sum.released_only += line.released_only;
            sum.received_not_invoiced += line.received_not_invoiced;
            sum.invoiced += line.invoiced;
            sum.remaining += line.remaining;
            sum.over_released += line.over_released;
        }
        sum.percentage = percentage(sum.committed - sum.remaining, sum.committed);
        Ok(sum)
    }

    /// One commitment in amounts, a quantity valued at the commitment's net price (K-02).
    ///
    /// # Errors
    /// `OutOfRange` beyond what an amount holds.
    pub fn in_amounts(commitment: &Commitment, currency: Currency) -> Result<Self, Violation> {
        let Promise::ProductQuantity { quantity, .. } = &commitment.promise else {
            return Ok(Self::of_commitment(commitment, &commitment.used));
        };
        let used = &commitment.used;
        let value = |end: Decimal| -> Result<Decimal, Violation> {
            Ok(share(
                commitment.amount,
                to_quantity(Some(end))?,
                *quantity,
                currency,
            )?
            .decimal())
        };
        let invoiced = used.invoiced_quantity.decimal();
        let arrived = invoiced + used.received_quantity.decimal();
        let (at_invoiced, at_arrived) = (value(invoiced)?, value(arrived)?);
        let whole = value(used.used_quantity())?;
        let parts = [whole - at_arrived, at_arrived - at_invoiced, at_invoiced];
        Ok(Self::of_parts(
            Measure::Amount,
            commitment.amount.decimal(),
            parts,
        ))
    }

    fn of_parts(measure: Measure, committed: Decimal, parts: [Decimal; 3]) -> Self {
        let [released_only, received_not_invoiced, invoiced] = parts;
        let used = released_only + received_not_invoiced + invoiced;
        Self {
            measure,
            committed,
            released_only,
            received_not_invoiced,
            invoiced,
            remaining: (committed - used).max(Decimal::ZERO),
            over_released: (used - committed).max(Decimal::ZERO),
            percentage: percentage(used, committed),
        }
    }
}

fn amounts(buckets: &Buckets) -> [Decimal; 3] {
    [
        buckets.released_amount.decimal(),
        buckets.received_amount.decimal(),
        buckets.invoiced_amount.decimal(),
    ]
}

fn percentage(used: Decimal, committed: Decimal) -> Option<Decimal> {
    let share = used
        .checked_mul(Decimal::ONE_HUNDRED)?
        .checked_div(committed)?;
    Some(round(share, 2))
}
