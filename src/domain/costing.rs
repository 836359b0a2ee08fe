//! Costing: what stock is worth, to the cent (PST-3, PST-4, COR-3).
//!
//! Facts in, a [`Plan`] out; the plan's value entries and applications are what is written. All
//! amounts are in the accounting currency and signed as the quantity of their entry.
//!
//! **The law of an entry.** An inbound entry's cost, in its two parts, falls to its applications
//! in their order: the share up to an application's end less the share up to its beginning. Every
//! change of the cost is forwarded by the difference of these pieces before and after. So the cost
//! of the entry is at all times what it forwarded and what is still in stock, which is nothing
//! once nothing remains.
//!
//! **The law of the average.** What goes out takes its part of the whole value of the item's
//! stock, the last unit all that is left. Its expected part still follows the entries it came
//! from, so that it ends when they are invoiced; the actual part is the rest, and may for that
//! while have the other sign. A later change of an entry's cost stays in stock for the quantity
//! that is on hand, at most the entry's own; the rest is a variance of what went out. This is
//! linear: a change and its mirror, with the same quantity on hand, leave nothing behind. A fall of
//! cost larger than the stock's value leaves that below zero until more comes in or all goes out.

use std::cmp::Ordering;

use chrono::NaiveDate;
use entity::exact::{Amount, Quantity};
use entity::ids::ItemEntryId;
use entity::kinds::{CostingMethod, ValueEntryType};

use super::money::{Currency, beyond};
use super::violation::Violation;

mod charge;
mod forward;
mod outbound;
mod purchase;
mod reversal;
#[cfg(test)]
mod tests;

pub use charge::{ChargeSplit, ChargedReceipt, charge, split_charge};
pub use outbound::{issue, take};
pub use purchase::{ExpectedLine, InvoicedCost, expected_cost, indirect_cost, invoice, unit_cost};
pub use reversal::{keep, return_to_vendor, reverse, undo_receipt};

/// Why a movement of stock or of its cost cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CostingViolation {
    /// A quantity that must be above zero and is not.
    #[error("the quantity must be greater than zero")]
    NotPositive,
    /// More is taken from an entry than remains of it (COR-8).
    #[error("{asked} is taken and {remaining} remains of the entry")]
    RemainingExceeded {
        /// The inbound entry.
        entry: ItemEntryId,
        /// What remains of it.
        remaining: Quantity,
        /// What is wanted.
        asked: Quantity,
    },
    /// More goes out than is in stock: no stock is negative.
    #[error("{asked} is taken and {available} is in stock")]
    StockExceeded {
        /// What is in stock.
        available: Quantity,
        /// What is wanted.
        asked: Quantity,
    },
    /// More is invoiced than was received and not invoiced.
    #[error("{asked} is invoiced and {open} is received and not invoiced")]
    NotInvoicedExceeded {
        /// The inbound entry.
        entry: ItemEntryId,
        /// What of it is not invoiced.
        open: Quantity,
        /// What is to be invoiced.
        asked: Quantity,
    },
    /// More of an invoice is taken back than is invoiced.
    #[error("{asked} is taken back and {invoiced} is invoiced")]
    InvoicedExceeded {
        /// The inbound entry.
        entry: ItemEntryId,
        /// What of it is invoiced.
        invoiced: Quantity,
        /// What is to be taken back.
        asked: Quantity,
    },
    /// An invoiced receipt is not undone (PST-8).
    #[error("{invoiced} is invoiced")]
    Invoiced {
        /// The inbound entry.
        entry: ItemEntryId,
        /// What of it is invoiced.
        invoiced: Quantity,
    },
    /// A charge cannot be split where nothing weighs anything.
    #[error("there is nothing to split the charge by")]
    NothingToSplitBy,
    /// The given parts of a charge are not the charge.
    #[error("the parts sum to {parts} and the charge is {charge}")]
    PartsDiffer {
        /// Their sum.
        parts: Amount,
        /// What is to be split.
        charge: Amount,
    },
    /// A number that its column cannot hold.
    #[error(transparent)]
    Number(#[from] Violation),
}

/// A cost in its two parts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Of what is received and not invoiced.
    pub expected: Amount,
    /// Of what is invoiced.
    pub actual: Amount,
}

impl Cost {
    /// Sum of the parts, each by itself.
    ///
    /// # Errors
    /// `OutOfRange` beyond what an amount holds.
    pub fn plus(self, other: Self) -> Result<Self, CostingViolation> {
        Ok(Self {
            expected: plus(self.expected, other.expected)?,
            actual: plus(self.actual, other.actual)?,
        })
    }

    /// Difference of the parts, each by itself.
    ///
    /// # Errors
    /// `OutOfRange` beyond what an amount holds.
    pub fn minus(self, other: Self) -> Result<Self, CostingViolation> {
        Ok(Self {
            expected: minus(self.expected, other.expected)?,
            actual: minus(self.actual, other.actual)?,
        })
    }

    /// Both parts together.
    ///
    /// # Errors
    /// `OutOfRange` beyond what an amount holds.
    pub fn total(self) -> Result<Amount, CostingViolation> {
        plus(self.expected, self.actual)
    }

    /// Whether both parts are zero.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self == Self::default()
    }
}

/// How much of an inbound entry an outbound entry took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// The entry that came in.
    pub inbound: ItemEntryId,
    /// The entry that went out.
    pub outbound: ItemEntryId,
    /// How much, above zero, in the item's base unit.
    pub quantity: Quantity,
    /// At what cost.
    pub cost: AppliedCost,
}

/// At what cost an application takes its quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppliedCost {
    /// Its piece of the entry's cost, now and after every change of it.
    Followed,
    /// The item's average when it went out; only the expected part follows the entry.
    Averaged,
    /// This actual cost, which a cancelled invoice had brought, for good. Quantity and cost count
    /// as no longer the entry's own; what is left of both is shared by the other applications.
    Credited(Amount),
}

/// An item entry that brought stock in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboundEntry {
    /// The entry; a later one has a greater id.
    pub id: ItemEntryId,
    /// The day it was posted for.
    pub posting_date: NaiveDate,
    /// What came in, above zero, in the item's base unit.
    pub quantity: Quantity,
    /// Sum over its value entries.
    pub invoiced_quantity: Quantity,
    /// Sum over its value entries.
    pub cost: Cost,
    /// All that was taken from it, in the order it was taken.
    pub applications: Vec<Application>,
}

impl InboundEntry {
    /// What is still in stock.
    ///
    /// # Errors
    /// `OutOfRange` where the applications sum beyond what a quantity holds.
    pub fn remaining(&self) -> Result<Quantity, CostingViolation> {
        let taken = |left, application: &Application| less(left, application.quantity);
        self.applications.iter().try_fold(self.quantity, taken)
    }

    /// The entry once a plan is written.
    ///
    /// # Errors
    /// `OutOfRange` beyond what a column holds.
    pub fn after(&self, plan: &Plan) -> Result<Self, CostingViolation> {
        let mut after = self.clone();
        for value in plan.values.iter().filter(|value| value.entry == self.id) {
            after.cost = after.cost.plus(value.cost)?;
            after.invoiced_quantity = more(after.invoiced_quantity, value.invoiced_quantity)?;
        }
        let mine = plan.applications.iter().filter(|a| a.inbound == self.id);
        after.applications.extend(mine.cloned());
        Ok(after)
    }

    /// First in, first out: by posting date, then by entry.
    fn by_arrival(&self, other: &Self) -> Ordering {
        (self.posting_date, self.id).cmp(&(other.posting_date, other.id))
    }
}

/// The stock of an item within which it is valued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stock {
    /// The accounting currency.
    pub currency: Currency,
    /// How outbound entries are valued.
    pub method: CostingMethod,
    /// Sum of the quantities of all item entries: what is on hand.
    pub quantity: Quantity,
    /// Sum of all value entries, expected and actual: what it is worth.
    pub value: Amount,
}

impl Stock {
    /// The stock once a plan is written.
    ///
    /// # Errors
    /// `OutOfRange` beyond what a column holds.
    pub fn after(&self, plan: &Plan) -> Result<Self, CostingViolation> {
        let mut after = *self;
        for value in &plan.values {
            after.value = plus(after.value, value.cost.total()?)?;
        }
        for application in &plan.applications {
            after.quantity = less(after.quantity, application.quantity)?;
        }
        Ok(after)
    }
}

/// What is added to the cost of an item entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueEntry {
    /// The item entry.
    pub entry: ItemEntryId,
    /// Why.
    pub value_entry_type: ValueEntryType,
    /// How much of the entry is invoiced by it; below zero where an invoice is taken back.
    pub invoiced_quantity: Quantity,
    /// What is added.
    pub cost: Cost,
}

/// What is to be written: the outbound entry itself is the caller's, by the quantity it asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// New applications, in their order.
    pub applications: Vec<Application>,
    /// New value entries: of the entry in question first, then those forwarded to others.
    pub values: Vec<ValueEntry>,
}

fn plus(a: Amount, b: Amount) -> Result<Amount, CostingViolation> {
    a.checked_add(b).ok_or_else(amount_beyond)
}

fn minus(a: Amount, b: Amount) -> Result<Amount, CostingViolation> {
    a.checked_sub(b).ok_or_else(amount_beyond)
}

fn more(a: Quantity, b: Quantity) -> Result<Quantity, CostingViolation> {
    a.checked_add(b).ok_or_else(quantity_beyond)
}

fn less(a: Quantity, b: Quantity) -> Result<Quantity, CostingViolation> {
    a.checked_sub(b).ok_or_else(quantity_beyond)
}

fn amount_beyond() -> CostingViolation {
    beyond(Amount::MAX.decimal()).into()
}

fn quantity_beyond() -> CostingViolation {
    beyond(Quantity::MAX.decimal()).into()
}

/// Refuses a quantity of zero or less.
fn positive(quantity: Quantity) -> Result<(), CostingViolation> {
    match quantity > Quantity::ZERO {
        true => Ok(()),
        false => Err(CostingViolation::NotPositive),
    }
}
