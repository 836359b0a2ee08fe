//! What an application is worth in the accounting currency, and what it leaves.

use entity::exact::Amount;
use entity::kinds::VendorDocumentType;
use rust_decimal::Decimal;

use super::fill::Share;
use super::{Balance, OpenEntry, Part, Settlement, SettlementTerms, Target, Valued};
use crate::domain::money::{beyond, to_amount};
use crate::domain::violation::Violation;

/// Values the shares of an application, in their order.
pub(super) fn settlement(
    applying: &OpenEntry,
    targets: &[Target],
    shares: &[Share],
    terms: &SettlementTerms,
) -> Result<Settlement, Violation> {
    let decimals = terms.accounting_currency.decimals;
    let before = applying.balance;
    let (mut taken, mut given) = (Decimal::ZERO, Amount::ZERO);
    let mut discount = before.discount;
    let mut parts = Vec::with_capacity(shares.len());
    for (target, share) in targets.iter().zip(shares) {
        if share.money.is_zero() {
            continue;
        }
        taken += share.money;
        let up_to_here = proportion(&before, taken, decimals)?;
        let application = Valued {
            amount: signed(share.money, &before)?,
            accounting: minus(up_to_here, given)?,
        };
        given = up_to_here;
        let mut part = part(&target.entry, share, application, decimals)?;
        if nets_discounts(applying, &target.entry) {
            let netted = discount.min(part.before.discount);
            discount = minus(discount, netted)?;
            if !part.after.is_closed() {
                part.after.discount = minus(part.before.discount, netted)?;
            }
        }
        parts.push(part);
    }
    let remaining = Valued {
        amount: minus(before.remaining.amount, signed(taken, &before)?)?,
        accounting: minus(before.remaining.accounting, given)?,
    };
    Ok(Settlement {
        applying: applying.id,
        before,
        after: left(remaining, discount),
        parts,
    })
}

/// Whether the discounts of the two reduce each other (PAY-1).
fn nets_discounts(applying: &OpenEntry, target: &OpenEntry) -> bool {
    applying.document_type == VendorDocumentType::CreditMemo
        && target.document_type == VendorDocumentType::Invoice
}

fn part(
    target: &OpenEntry,
    share: &Share,
    application: Valued,
    decimals: u32,
) -> Result<Part, Violation> {
    let before = target.balance;
    // What the entry loses has the other sign than what remains of it.
    let loses = |size: Decimal| -> Result<Valued, Violation> {
        negated(Valued {
            amount: signed(size, &before)?,
            accounting: proportion(&before, size, decimals)?,
        })
    };
    let settled = loses(share.settled())?;
    let discount = loses(share.discount)?;
    let discount_tolerance = loses(share.discount_tolerance)?;
    let payment_tolerance = loses(share.payment_tolerance)?;
    let own_value = [discount, discount_tolerance, payment_tolerance]
        .iter()
        .try_fold(settled.accounting, |rest, part| {
            minus(rest, part.accounting)
        })?;
    let remaining = Valued {
        amount: plus(before.remaining.amount, settled.amount)?,
        accounting: plus(before.remaining.accounting, settled.accounting)?,
    };
    Ok(Part {
        entry: target.id,
        application,
        discount,
        discount_tolerance,
        payment_tolerance,
        exchange_gain: minus(own_value, application.accounting)?,
        before,
        after: left(remaining, before.discount),
    })
}

/// A balance; a closed entry has no discount left.
fn left(remaining: Valued, discount: Amount) -> Balance {
    let discount = if remaining.amount.is_zero() {
        Amount::ZERO
    } else {
        discount
    };
    Balance {
        remaining,
        discount,
    }
}

/// The part of what remains in the accounting currency that falls to a size in the entry's own,
/// rounded; all of it falls to all.
fn proportion(of: &Balance, size: Decimal, decimals: u32) -> Result<Amount, Violation> {
    if size == of.size() {
        return Ok(of.remaining.accounting);
    }
    let product = of.remaining.accounting.decimal().checked_mul(size);
    to_amount(product.and_then(|p| p.checked_div(of.size())), decimals)
}

/// A size with the sign of what remains.
fn signed(size: Decimal, of: &Balance) -> Result<Amount, Violation> {
    let amount = if of.remaining.amount < Amount::ZERO {
        -size
    } else {
        size
    };
    to_amount(Some(amount), Amount::SCALE)
}

/// An amount without its sign.
pub(super) fn size(amount: Amount) -> Result<Amount, Violation> {
    to_amount(Some(amount.decimal().abs()), Amount::SCALE)
}

/// An amount with the other sign.
pub(super) fn negated(valued: Valued) -> Result<Valued, Violation> {
    Ok(Valued {
        amount: minus(Amount::ZERO, valued.amount)?,
        accounting: minus(Amount::ZERO, valued.accounting)?,
    })
}

fn plus(one: Amount, other: Amount) -> Result<Amount, Violation> {
    one.checked_add(other)
        .ok_or_else(|| beyond(Amount::MAX.decimal()))
}

pub(super) fn minus(one: Amount, other: Amount) -> Result<Amount, Violation> {
    one.checked_sub(other)
        .ok_or_else(|| beyond(Amount::MAX.decimal()))
}
