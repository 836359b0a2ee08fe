//! How much of the applying entry each entry gets, in sizes: nothing here has a sign.

use chrono::NaiveDate;
use entity::exact::Amount;
use entity::kinds::VendorDocumentType;
use rust_decimal::Decimal;

use super::{OpenEntry, SettlementTerms, Target};

/// What an entry can take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Claim {
    /// What remains of it.
    remaining: Decimal,
    /// The discount that is granted once it closes.
    discount: Decimal,
    /// Whether that is granted in its grace.
    is_late: bool,
    /// What it takes where there is enough.
    wanted: Decimal,
    /// The least and the most that close it; none where it stays open as it was asked.
    closing: Option<(Decimal, Decimal)>,
}

/// What an entry gets. The tolerance is below zero where it gets too much.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Share {
    pub(super) money: Decimal,
    pub(super) discount: Decimal,
    pub(super) discount_tolerance: Decimal,
    pub(super) payment_tolerance: Decimal,
}

impl Share {
    /// By how much the entry is settled.
    pub(super) fn settled(&self) -> Decimal {
        self.money + self.discount + self.discount_tolerance + self.payment_tolerance
    }
}

/// What an entry can take from the applying one. Only money moved in time takes a discount, and a
/// discount takes less than what remains.
pub(super) fn claim(applying: &OpenEntry, target: &Target, terms: &SettlementTerms) -> Claim {
    let remaining = target.entry.balance.size();
    let is_money = matches!(
        applying.document_type,
        VendorDocumentType::Payment | VendorDocumentType::Refund
    );
    let is_document = matches!(
        target.entry.document_type,
        VendorDocumentType::Invoice | VendorDocumentType::CreditMemo
    );
    let is_tolerant = is_money && is_document && !terms.block_tolerance;

    let until = |last: Option<NaiveDate>| last.is_some_and(|last| terms.posting_date <= last);
    let in_time = is_money && is_document && until(target.entry.discount_date);
    let is_late = !in_time
        && is_tolerant
        && target.accept_late_discount
        && target.entry.discount_date.is_some()
        && until(target.entry.discount_tolerance_date);
    let possible = target.entry.balance.discount.decimal();
    let discount = if (in_time || is_late) && possible > Decimal::ZERO && possible < remaining {
        possible
    } else {
        Decimal::ZERO
    };

    let tolerance = if is_tolerant && terms.accept_tolerance {
        target.entry.tolerance_max.decimal().max(Decimal::ZERO)
    } else {
        Decimal::ZERO
    };
    let need = remaining - discount;
    let asked = target.amount.map(Amount::decimal);
    let (wanted, closing) = match asked {
        Some(asked) if asked < need - tolerance => (asked, None),
        _ => {
            let wanted = asked.map_or(need, |asked| asked.min(need));
            let smallest = Decimal::new(1, target.entry.currency.decimals);
            let least = (need - tolerance).max(smallest).min(wanted);
            let most = asked.map_or(need + tolerance, |asked| asked.min(need + tolerance));
            (wanted, Some((least, most)))
        }
    };
    Claim {
        remaining,
        discount,
        is_late,
        wanted,
        closing,
    }
}

/// Divides what there is: first as if all entries closed within their tolerances together, which
/// does not depend on their order; else entry by entry.
pub(super) fn fill(available: Decimal, claims: &[Claim]) -> Vec<Share> {
    let wanted: Decimal = claims.iter().map(|claim| claim.wanted).sum();
    let difference = available - wanted;
    if let Some(shares) = close_all(difference, claims) {
        return shares;
    }
    let mut left = available;
    let next = |claim: &Claim| {
        let money = claim.wanted.min(left);
        left -= money;
        claim.share(money)
    };
    claims.iter().map(next).collect()
}

/// Closes every entry where the difference, over or short, is within their tolerances together.
/// The last ones take it.
fn close_all(difference: Decimal, claims: &[Claim]) -> Option<Vec<Share>> {
    let mut room = Vec::with_capacity(claims.len());
    for claim in claims {
        let (least, most) = claim.closing?;
        room.push(if difference > Decimal::ZERO {
            most - claim.wanted
        } else {
            claim.wanted - least
        });
    }
    if room.iter().sum::<Decimal>() < difference.abs() {
        return None;
    }
    let mut left = difference.abs();
    let mut shares: Vec<Share> = claims
        .iter()
        .zip(room)
        .rev()
        .map(|(claim, room)| {
            let step = room.min(left);
            left -= step;
            let over = difference > Decimal::ZERO;
            claim.share(claim.wanted + if over { step } else { -step })
        })
        .collect();
    shares.reverse();
    Some(shares)
}

impl Claim {
    /// What a sum of money does: it closes the entry, or it is all that is settled.
    fn share(&self, money: Decimal) -> Share {
        let closes = |(least, most)| (least..=most).contains(&money);
        if money.is_zero() || !self.closing.is_some_and(closes) {
            return Share {
                money,
                ..Share::default()
            };
        }
        let (discount, discount_tolerance) = if self.is_late {
            (Decimal::ZERO, self.discount)
        } else {
            (self.discount, Decimal::ZERO)
        };
        Share {
            money,
            discount,
            discount_tolerance,
            payment_tolerance: self.remaining - self.discount - money,
        }
    }
}
