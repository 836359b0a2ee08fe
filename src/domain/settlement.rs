//! Settlement: entries of the vendor ledger applied to each other (PAY-2, PAY-3, PAY-4).
//!
//! Amounts are signed as in the ledger: below zero where we owe (invoices, refunds), above where
//! we are owed (payments, credit memos). One entry is applied to others of the opposite sign, in
//! their order; what it moves, and what discounts and tolerances add, brings them towards zero.
//!
//! **The law of a part.** What an entry loses of its accounting amount is proportional to what it
//! loses of its own, and all of it once it closes. What the applying entry gives is worth what its
//! own accounting amount says; the difference of the two is the exchange gain or loss. Discount and
//! tolerance are valued as the entry that they reduce, so that no rate differs on money that never
//! moves.

use chrono::NaiveDate;
use entity::exact::Amount;
use entity::ids::VendorEntryId;
use entity::kinds::VendorDocumentType;
use rust_decimal::Decimal;

use super::money::Currency;
use super::violation::Violation;

mod check;
mod fill;
#[cfg(test)]
mod tests;
mod value;

pub use check::SettlementRefusal;

/// An amount in an entry's currency, with its value in the accounting currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Valued {
    /// In the entry's currency.
    pub amount: Amount,
    /// In the accounting currency.
    pub accounting: Amount,
}

/// What of an entry is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    /// What is not settled, signed; zero once the entry is closed.
    pub remaining: Valued,
    /// The discount that may still be taken, above zero.
    pub discount: Amount,
}

impl Balance {
    /// Whether nothing remains.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.remaining.amount.is_zero()
    }

    fn size(&self) -> Decimal {
        self.remaining.amount.decimal().abs()
    }
}

/// An entry of the vendor ledger, as facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenEntry {
    /// The entry.
    pub id: VendorEntryId,
    /// What it is.
    pub document_type: VendorDocumentType,
    /// The currency of its amounts.
    pub currency: Currency,
    /// What of it is open.
    pub balance: Balance,
    /// The last day of the discount.
    pub discount_date: Option<NaiveDate>,
    /// The last day on which a late discount may be accepted.
    pub discount_tolerance_date: Option<NaiveDate>,
    /// The largest difference that may be written off, above zero.
    pub tolerance_max: Amount,
}

/// An entry that another is applied to, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// The entry.
    pub entry: OpenEntry,
    /// The most that is applied to it, above zero; nothing for as much as fits.
    pub amount: Option<Amount>,
    /// Whether its discount is taken between the discount date and the end of its grace (PAY-3).
    pub accept_late_discount: bool,
}

/// What holds for the whole application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SettlementTerms {
    /// The day it is posted for.
    pub posting_date: NaiveDate,
    /// The accounting currency.
    pub accounting_currency: Currency,
    /// Whether small differences are written off (PAY-3).
    pub accept_tolerance: bool,
    /// Whether the vendor gets no tolerance, neither of amounts nor of late discounts: it is
    /// blocked, or the vendor's payments are applied to the oldest entries (PAY-3).
    pub block_tolerance: bool,
}

/// What an application does to one entry, signed as what it adds to the entry's remaining amount.
/// Below zero, a tolerance of an invoice was paid too much (vector D2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// The entry.
    pub entry: VendorEntryId,
    /// What the applying entry gives, at that entry's value; the applying entry changes by the
    /// same with the other sign.
    pub application: Valued,
    /// The discount that was taken in time.
    pub discount: Valued,
    /// The discount that was taken in its grace.
    pub discount_tolerance: Valued,
    /// The small difference that was written off.
    pub payment_tolerance: Valued,
    /// The realized exchange gain, below zero a loss; in the accounting currency.
    pub exchange_gain: Amount,
    /// What was open before.
    pub before: Balance,
    /// What is open after.
    pub after: Balance,
}

/// An application, worked out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settlement {
    /// The entry that is applied.
    pub applying: VendorEntryId,
    /// What was open of it before.
    pub before: Balance,
    /// What is left of it.
    pub after: Balance,
    /// What it does to the others, in their order. An entry that nothing was left for has no part.
    pub parts: Vec<Part>,
}

/// Applies an entry to others (PAY-4). A payment, or a refund of a credit memo, takes the discount
/// of an entry whose rest it covers without (PAY-2), and closes entries whose rests differ from it
/// by their tolerances together at the most (PAY-3, vector D2). Where it is not enough, it fills
/// the entries in their order, and the last may still close within its own tolerance. A credit
/// memo takes no discount; its own reduces that of the invoices it is applied to (PAY-1).
///
/// # Errors
/// Everything that is wrong.
pub fn settle(
    applying: &OpenEntry,
    targets: &[Target],
    terms: &SettlementTerms,
) -> Result<Settlement, Vec<SettlementRefusal>> {
    let refusals = check::check(applying, targets);
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let claims: Vec<_> = targets
        .iter()
        .map(|target| fill::claim(applying, target, terms))
        .collect();
    let shares = fill::fill(applying.balance.size(), &claims);
    value::settlement(applying, targets, &shares, terms).map_err(|number| vec![number.into()])
}

impl Settlement {
    /// What takes an application back: the same parts with the other sign, from what it left to
    /// what was there before (PAY-4). It is right as long as no later application stands.
    ///
    /// # Errors
    /// `OutOfRange` where a number has no opposite.
    pub fn reversal(&self) -> Result<Self, Violation> {
        let parts = self.parts.iter().map(Part::reversal);
        Ok(Self {
            applying: self.applying,
            before: self.after,
            after: self.before,
            parts: parts.collect::<Result<_, _>>()?,
        })
    }
}

impl Part {
    fn reversal(&self) -> Result<Self, Violation> {
        Ok(Self {
            entry: self.entry,
            application: value::negated(self.application)?,
            discount: value::negated(self.discount)?,
            discount_tolerance: value::negated(self.discount_tolerance)?,
            payment_tolerance: value::negated(self.payment_tolerance)?,
            exchange_gain: value::minus(Amount::ZERO, self.exchange_gain)?,
            before: self.after,
            after: self.before,
        })
    }
}
