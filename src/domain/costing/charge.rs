//! Charges: freight and the like, as a part of what the received goods cost (PST-3).

use entity::exact::{Amount, Quantity};
use entity::kinds::ValueEntryType;
use rust_decimal::Decimal;

use super::forward::{added, change};
use super::{Cost, CostingViolation, InboundEntry, Plan, Stock, plus};
use crate::domain::allocation::allocate;
use crate::domain::money::{Currency, beyond, scale_fits};

/// By what a charge is split over receipts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChargeSplit {
    /// The same to each receipt.
    Equally,
    /// In proportion to their amounts.
    ByAmount,
    /// In proportion to their quantities.
    ByQuantity,
    /// As given, one part a receipt.
    Given(Vec<Amount>),
}

/// A receipt that bears a part of a charge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChargedReceipt {
    /// In the item's base unit.
    pub quantity: Quantity,
    /// In the accounting currency.
    pub amount: Amount,
}

/// The part of a charge for each receipt, in their order, in the accounting currency. The parts
/// sum to the charge.
///
/// # Errors
/// `NothingToSplitBy` without receipts or where they weigh nothing; `PartsDiffer` where given
/// parts are not one a receipt or do not sum to the charge; `TooManyDecimals` for a charge or part
/// that is not rounded; `OutOfRange` beyond what an amount holds.
pub fn split_charge(
    charge: Amount,
    split: &ChargeSplit,
    receipts: &[ChargedReceipt],
    currency: Currency,
) -> Result<Vec<Amount>, CostingViolation> {
    let weights: Vec<Decimal> = match split {
        ChargeSplit::Given(parts) => return given(charge, parts, receipts, currency),
        ChargeSplit::Equally => receipts.iter().map(|_| Decimal::ONE).collect(),
        ChargeSplit::ByAmount => receipts.iter().map(|r| r.amount.decimal()).collect(),
        ChargeSplit::ByQuantity => receipts.iter().map(|r| r.quantity.decimal()).collect(),
    };
    let whole = weights
        .iter()
        .try_fold(Decimal::ZERO, |sum, weight| sum.checked_add(*weight))
        .ok_or_else(|| beyond(Amount::MAX.decimal()))?;
    if whole.is_zero() {
        return Err(CostingViolation::NothingToSplitBy);
    }
    Ok(allocate(charge, &weights, currency.decimals)?)
}

fn given(
    charge: Amount,
    parts: &[Amount],
    receipts: &[ChargedReceipt],
    currency: Currency,
) -> Result<Vec<Amount>, CostingViolation> {
    for part in parts {
        scale_fits(*part, currency)?;
    }
    let sum = parts
        .iter()
        .try_fold(Amount::ZERO, |sum, p| plus(sum, *p))?;
    if parts.len() != receipts.len() || sum != charge {
        return Err(CostingViolation::PartsDiffer { parts: sum, charge });
    }
    Ok(parts.to_vec())
}

/// Adds a charge to the cost of an entry, below zero for an allowance. It invoices nothing; what
/// was taken from the entry before bears its part.
///
/// # Errors
/// `OutOfRange` beyond what an amount holds.
pub fn charge(
    stock: &Stock,
    entry: &InboundEntry,
    amount: Amount,
) -> Result<Plan, CostingViolation> {
    let cost = Cost {
        expected: Amount::ZERO,
        actual: amount,
    };
    let values = added(entry.id, ValueEntryType::DirectCost, cost);
    change(stock, entry, values.into_iter().collect())
}
