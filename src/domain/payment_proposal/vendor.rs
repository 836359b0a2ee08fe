//! What one vendor could be paid, and what of it was taken so far.

use entity::exact::Amount;
use entity::ids::VendorId;
use entity::kinds::VendorBlocked;
use rust_decimal::Decimal;

use super::{PassedOver, PassedOverReason, Payable, PayableVendor, ProposalAsk, ProposedLine};
use crate::domain::money::to_amount;
use crate::domain::violation::Violation;

/// Why an entry is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    /// It is due by the last date.
    Now,
    /// It is due later, and its discount would be lost.
    Later,
}

/// An entry that may be paid, in sizes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Candidate<'a> {
    pub(super) entry: &'a Payable,
    due: Due,
    /// The discount that the posting date allows; a debt's is taken, a claim's reduces it.
    discount: Decimal,
}

impl<'a> Candidate<'a> {
    /// The entry, where it would be paid.
    fn of(entry: &'a Payable, ask: &ProposalAsk) -> Option<Self> {
        if entry.currency != ask.currency || entry.remaining.is_zero() {
            return None;
        }
        let discount = entry.remaining_discount.decimal();
        let within = |last| discount > Decimal::ZERO && ask.posting_date <= last;
        let due = if entry.due_date <= ask.last_date {
            Due::Now
        } else {
            let last = entry.discount_date.filter(|last| *last <= ask.last_date)?;
            if !(ask.find_discounts && within(last)) {
                return None;
            }
            Due::Later
        };
        // Applying a claim to a debt reduces the discount whatever the claim's date (PAY-1).
        let is_claim = entry.remaining > Amount::ZERO;
        let counts = is_claim || entry.discount_date.is_some_and(within);
        let is_less = discount < entry.remaining.decimal().abs();
        let discount = if counts && is_less && discount > Decimal::ZERO {
            discount
        } else {
            Decimal::ZERO
        };
        Some(Self {
            entry,
            due,
            discount,
        })
    }

    fn size(&self) -> Decimal {
        self.entry.remaining.decimal().abs()
    }
}

/// A vendor that may be paid.
#[derive(Clone, Debug)]
pub(super) struct Candidates<'a> {
    pub(super) id: VendorId,
    debts: Vec<Candidate<'a>>,
    claims: Vec<Candidate<'a>>,
    taken: Vec<Candidate<'a>>,
    /// What the taken debts come to without their discounts, and those.
    sum: (Decimal, Decimal),
    /// What the claims come to, and their discounts.
    against: (Decimal, Decimal),
}

impl<'a> Candidates<'a> {
    /// The vendor's entries that would be paid, oldest due date first; nothing without a debt.
    pub(super) fn of(
        vendor: &'a PayableVendor,
        ask: &ProposalAsk,
        passed_over: &mut Vec<PassedOver>,
    ) -> Option<Self> {
        let candidates = vendor.entries.iter();
        let (held, mut free): (Vec<_>, Vec<_>) = candidates
            .filter_map(|entry| Candidate::of(entry, ask))
            .partition(|candidate| candidate.entry.on_hold);
        let mut pass_over = |entry, reason| {
            passed_over.push(PassedOver {
                vendor: vendor.id,
                entry,
                reason,
            });
        };
        let any = !held.is_empty() || !free.is_empty();
        match vendor.blocked {
            VendorBlocked::None => {}
            VendorBlocked::Payment | VendorBlocked::All => {
                if any {
                    pass_over(None, PassedOverReason::VendorBlocked);
                }
                return None;
            }
        }
        for candidate in held {
            pass_over(Some(candidate.entry.id), PassedOverReason::OnHold);
        }
        free.sort_by_key(|candidate| candidate.entry.due_date);
        let (debts, claims): (Vec<_>, Vec<_>) = free
            .into_iter()
            .partition(|candidate| candidate.entry.remaining < Amount::ZERO);
        let against = (
            claims.iter().map(Candidate::size).sum(),
            claims.iter().map(|claim| claim.discount).sum(),
        );
        (!debts.is_empty()).then(|| Self {
            id: vendor.id,
            debts,
            claims,
            taken: Vec::new(),
            sum: (Decimal::ZERO, Decimal::ZERO),
            against,
        })
    }

    /// The debts of a kind, in their order.
    pub(super) fn debts(&self, due: Due) -> Vec<Candidate<'a>> {
        let debts = self.debts.iter().copied();
        debts.filter(|debt| debt.due == due).collect()
    }

    /// Takes a debt, and says whether it is the vendor's first.
    pub(super) fn take(&mut self, debt: Candidate<'a>) -> bool {
        self.sum = self.sum_with(&debt);
        self.taken.push(debt);
        self.taken.len() == 1
    }

    /// What the vendor is paid: nothing where it owes us more.
    pub(super) fn payment(&self) -> Decimal {
        self.net(self.sum).max(Decimal::ZERO)
    }

    /// The same with one more debt.
    pub(super) fn payment_with(&self, debt: &Candidate<'_>) -> Decimal {
        self.net(self.sum_with(debt)).max(Decimal::ZERO)
    }

    /// The debts that were taken less the claims.
    pub(super) fn total(&self) -> Decimal {
        self.net(self.sum)
    }

    fn sum_with(&self, debt: &Candidate<'_>) -> (Decimal, Decimal) {
        let (sum, discounts) = self.sum;
        (sum + debt.size() - debt.discount, discounts + debt.discount)
    }

    fn net(&self, (sum, discounts): (Decimal, Decimal)) -> Decimal {
        sum - self.against.0 + self.against.1.min(discounts)
    }

    /// The taken debts and the claims; these reduce the discounts as far as there are any.
    pub(super) fn lines(&self) -> Result<Vec<ProposedLine>, Violation> {
        let mut discounts = self.sum.1;
        let debts = self
            .taken
            .iter()
            .map(|debt| line(debt, debt.discount, false));
        let claims = self.claims.iter().map(|claim| {
            let discount = claim.discount.min(discounts);
            discounts -= discount;
            line(claim, discount, true)
        });
        debts.chain(claims).collect()
    }
}

fn line(of: &Candidate<'_>, discount: Decimal, reduces: bool) -> Result<ProposedLine, Violation> {
    let sign = |size: Decimal| if reduces { -size } else { size };
    Ok(ProposedLine {
        entry: of.entry.id,
        amount: to_amount(Some(sign(of.size() - discount)), Amount::SCALE)?,
        discount: to_amount(Some(sign(discount)), Amount::SCALE)?,
    })
}
