//! Suggested payments: which entries are to be paid, and how much (PAY-5).
//!
//! One currency at a time. Entries that are due come first, vendor by vendor, then those whose
//! discount would be lost; every entry is paid whole or not at all.

use chrono::NaiveDate;
use entity::codes::CurrencyCode;
use entity::exact::Amount;
use entity::ids::{VendorEntryId, VendorId};
use entity::kinds::VendorBlocked;
use rust_decimal::Decimal;

use super::money::to_amount;
use super::violation::Violation;

#[cfg(test)]
mod tests;
mod vendor;

use vendor::{Candidates, Due};

/// An open entry of the vendor ledger, as facts. Entries that are part of another payment that is
/// not posted are not among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payable {
    /// The entry.
    pub id: VendorEntryId,
    /// The currency of its amounts.
    pub currency: CurrencyCode,
    /// The day on which it is due.
    pub due_date: NaiveDate,
    /// The last day of its discount.
    pub discount_date: Option<NaiveDate>,
    /// What is not settled: below zero where we owe.
    pub remaining: Amount,
    /// The discount that may still be taken, above zero.
    pub remaining_discount: Amount,
    /// Whether it is held back.
    pub on_hold: bool,
}

/// A vendor with its open entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayableVendor {
    /// The vendor.
    pub id: VendorId,
    /// How far it is blocked; however far, it is not suggested (VEN-2).
    pub blocked: VendorBlocked,
    /// Its place in the order of payment: 1 first, 0 last.
    pub priority: i32,
    /// Its open entries.
    pub entries: Vec<Payable>,
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProposalAsk {
    /// The currency that is paid in; entries of others are left alone.
    pub currency: CurrencyCode,
    /// Entries that are due by this day are paid.
    pub last_date: NaiveDate,
    /// The day for which payments will be posted, which decides about discounts.
    pub posting_date: NaiveDate,
    /// Whether entries that are due later are paid for the sake of their discount.
    pub find_discounts: bool,
    /// Whether vendors come by priority; else as they are given.
    pub use_priority: bool,
    /// The most that is paid in all; nothing for no limit.
    pub available: Option<Amount>,
}

/// An entry to be paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProposedLine {
    /// The entry.
    pub entry: VendorEntryId,
    /// What is paid; below zero for a claim of ours, which reduces the payment.
    pub amount: Amount,
    /// The discount that is taken; below zero for what a claim takes off the discounts (PAY-1).
    /// With the amount it makes up what remains.
    pub discount: Amount,
}

/// What a vendor is to be paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VendorProposal {
    /// The vendor.
    pub vendor: VendorId,
    /// Debts in the order in which they were taken, then what reduces them.
    pub lines: Vec<ProposedLine>,
    /// The sum of the amounts. Zero where debts and claims balance and only settle each other.
    pub total: Amount,
}

/// A vendor or an entry that would have been paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PassedOver {
    /// The vendor.
    pub vendor: VendorId,
    /// The entry; none where the vendor with all its entries is meant.
    pub entry: Option<VendorEntryId>,
    /// Why it is not.
    pub reason: PassedOverReason,
}

/// Why nothing is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PassedOverReason {
    /// The vendor is blocked.
    VendorBlocked,
    /// The entry is on hold.
    OnHold,
    /// It is more than what is left of the available amount.
    AboveAvailable,
    /// The vendor owes us more than we owe.
    InOurFavour,
}

/// Suggested payments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaymentProposal {
    /// By vendor, in the order in which they came up.
    pub vendors: Vec<VendorProposal>,
    /// What would have been paid and is not, with the reason.
    pub passed_over: Vec<PassedOver>,
}

/// Why nothing can be suggested.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProposalRefusal {
    /// A limited amount is shared out by priority only.
    #[error("an available amount requires that vendors come by priority")]
    PriorityRequired,
    /// An available amount of zero or less.
    #[error("the available amount must be greater than zero")]
    AvailableNotPositive,
    /// A number that its column cannot hold.
    #[error(transparent)]
    Number(#[from] Violation),
}

/// Suggests payments (PAY-5). Of each vendor, entries that are due by the last date; with
/// `find_discounts` also those due later that have a discount until a day from the posting date to
/// the last date. Discounts are taken where the posting date allows. Claims of ours reduce what
/// their vendor gets; a vendor that owes us more gets nothing. The available amount is never
/// exceeded: what does not fit whole is passed over, and smaller entries after it may still fit.
///
/// # Errors
/// Everything that is wrong.
pub fn propose(
    vendors: &[PayableVendor],
    ask: &ProposalAsk,
) -> Result<PaymentProposal, Vec<ProposalRefusal>> {
    let mut refusals = Vec::new();
    if ask.available.is_some() && !ask.use_priority {
        refusals.push(ProposalRefusal::PriorityRequired);
    }
    if ask.available.is_some_and(|amount| amount <= Amount::ZERO) {
        refusals.push(ProposalRefusal::AvailableNotPositive);
    }
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let mut ordered: Vec<_> = vendors.iter().collect();
    if ask.use_priority {
        // Stable: vendors of one priority stay as they are given.
        ordered.sort_by_key(|vendor| (vendor.priority <= 0, vendor.priority));
    }
    let mut proposal = PaymentProposal::default();
    let mut candidates: Vec<_> = ordered
        .into_iter()
        .filter_map(|vendor| Candidates::of(vendor, ask, &mut proposal.passed_over))
        .collect();
    let came_up = take(&mut candidates, ask, &mut proposal.passed_over);
    for vendor in came_up.into_iter().filter_map(|at| candidates.get(at)) {
        let total = vendor.total();
        if total < Decimal::ZERO {
            proposal.passed_over.push(PassedOver {
                vendor: vendor.id,
                entry: None,
                reason: PassedOverReason::InOurFavour,
            });
            continue;
        }
        let proposed = to_amount(Some(total), Amount::SCALE).and_then(|total| {
            Ok(VendorProposal {
                vendor: vendor.id,
                lines: vendor.lines()?,
                total,
            })
        });
        proposal
            .vendors
            .push(proposed.map_err(|number| vec![number.into()])?);
    }
    Ok(proposal)
}

/// Takes debts in the order of filling as long as they fit, and says which vendors came up.
fn take(
    candidates: &mut [Candidates<'_>],
    ask: &ProposalAsk,
    passed_over: &mut Vec<PassedOver>,
) -> Vec<usize> {
    let mut left = ask.available.map(Amount::decimal);
    let mut came_up = Vec::new();
    for due in [Due::Now, Due::Later] {
        for (at, vendor) in candidates.iter_mut().enumerate() {
            for debt in vendor.debts(due) {
                let more = vendor.payment_with(&debt) - vendor.payment();
                if left.is_some_and(|left| more > left) {
                    passed_over.push(PassedOver {
                        vendor: vendor.id,
                        entry: Some(debt.entry.id),
                        reason: PassedOverReason::AboveAvailable,
                    });
                    continue;
                }
                left = left.map(|left| left - more);
                if vendor.take(debt) {
                    came_up.push(at);
                }
            }
        }
    }
    came_up
}
