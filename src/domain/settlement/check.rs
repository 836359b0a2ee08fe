//! What stands against applying entries to each other.

use std::collections::BTreeSet;

use entity::codes::CurrencyCode;
use entity::exact::Amount;
use entity::ids::VendorEntryId;
use entity::kinds::VendorDocumentType;

use super::{Balance, OpenEntry, Target, value};
use crate::domain::money::scale_fits;
use crate::domain::violation::Violation;

/// Why entries cannot be applied to each other.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettlementRefusal {
    /// An invoice does not settle; it is settled.
    #[error("an invoice is not applied: apply the other entry to it")]
    InvoiceApplied,
    /// No entry is named that something could be applied to.
    #[error("no entry is named to apply to")]
    NothingToApplyTo,
    /// The entry is closed.
    #[error("nothing remains of the entry")]
    Closed {
        /// The entry.
        entry: VendorEntryId,
    },
    /// The entry is named twice, or is the applying one.
    #[error("the entry is named twice")]
    NamedTwice {
        /// The entry.
        entry: VendorEntryId,
    },
    /// Both entries are debts, or both are claims.
    #[error("the entry has the same sign as the one that is applied")]
    SameSign {
        /// The entry.
        entry: VendorEntryId,
    },
    /// Entries of different currencies are not applied to each other.
    #[error("the entry's currency is {found}, the applied one's is {expected}")]
    CurrencyDiffers {
        /// The entry.
        entry: VendorEntryId,
        /// The applying entry's currency.
        expected: CurrencyCode,
        /// The entry's currency.
        found: CurrencyCode,
    },
    /// An amount to apply of zero or less.
    #[error("the amount to apply must be greater than zero")]
    AmountNotPositive {
        /// The entry.
        entry: VendorEntryId,
    },
    /// More is to be applied than remains.
    #[error("{asked} is to be applied and {remaining} remains")]
    AmountAboveRemaining {
        /// The entry.
        entry: VendorEntryId,
        /// What remains of it, above zero.
        remaining: Amount,
        /// What is wanted.
        asked: Amount,
    },
    /// An amount to apply with more decimals than its currency has.
    #[error("at most {scale} decimals are allowed")]
    TooManyDecimals {
        /// The entry.
        entry: VendorEntryId,
        /// The currency's.
        scale: u32,
    },
    /// A number that its column cannot hold.
    #[error(transparent)]
    Number(#[from] Violation),
}

/// Everything that is wrong with what is to be applied to what.
pub(super) fn check(applying: &OpenEntry, targets: &[Target]) -> Vec<SettlementRefusal> {
    let mut refusals = Vec::new();
    if applying.document_type == VendorDocumentType::Invoice {
        refusals.push(SettlementRefusal::InvoiceApplied);
    }
    if applying.balance.is_closed() {
        let entry = applying.id;
        refusals.push(SettlementRefusal::Closed { entry });
    }
    if targets.is_empty() {
        refusals.push(SettlementRefusal::NothingToApplyTo);
    }
    let mut named = BTreeSet::from([applying.id]);
    for target in targets {
        if named.insert(target.entry.id) {
            check_target(applying, target, &mut refusals);
        } else {
            let entry = target.entry.id;
            refusals.push(SettlementRefusal::NamedTwice { entry });
        }
    }
    refusals
}

fn check_target(applying: &OpenEntry, target: &Target, out: &mut Vec<SettlementRefusal>) {
    let OpenEntry {
        id: entry,
        currency,
        balance,
        ..
    } = target.entry;
    let expected = applying.currency.code;
    if currency.code != expected {
        let found = currency.code;
        out.push(SettlementRefusal::CurrencyDiffers {
            entry,
            expected,
            found,
        });
    }
    if balance.is_closed() {
        out.push(SettlementRefusal::Closed { entry });
        return;
    }
    let is_debt = |balance: &Balance| balance.remaining.amount < Amount::ZERO;
    if !applying.balance.is_closed() && is_debt(&balance) == is_debt(&applying.balance) {
        out.push(SettlementRefusal::SameSign { entry });
    }
    let Some(asked) = target.amount else { return };
    if asked <= Amount::ZERO {
        out.push(SettlementRefusal::AmountNotPositive { entry });
    } else if asked.decimal() > balance.size() {
        match value::size(balance.remaining.amount) {
            Ok(remaining) => out.push(SettlementRefusal::AmountAboveRemaining {
                entry,
                remaining,
                asked,
            }),
            Err(violation) => out.push(violation.into()),
        }
    } else if scale_fits(asked, currency).is_err() {
        let scale = currency.decimals;
        out.push(SettlementRefusal::TooManyDecimals { entry, scale });
    }
}
