//! What comes in: the expected cost of a receipt and the actual cost of its invoice.

use entity::exact::{Amount, Percent, Price, Quantity, Rate};
use entity::kinds::ValueEntryType;
use rust_decimal::Decimal;

use super::forward::{Pool, added, change};
use super::{Cost, CostingViolation, InboundEntry, Plan, Stock, ValueEntry, less, minus, positive};
use crate::domain::money::{Currency, convert_amount, share, share_between, to_amount, to_price};

/// What an order line says about the cost of what arrives for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExpectedLine {
    /// Ordered, in the line's unit.
    pub quantity: Quantity,
    /// Of the whole quantity, after discounts and without tax, in the order's currency.
    pub net_amount: Amount,
    /// Accounting currency in one unit of the order's.
    pub rate: Rate,
}

/// The expected cost of a receipt, in the accounting currency (PST-4): the line's net amount for
/// what arrives after `received`, both in the line's unit. The parts of several receipts sum to
/// the amount of the whole line.
///
/// # Errors
/// `OutOfRange` beyond what an amount holds.
pub fn expected_cost(
    line: &ExpectedLine,
    received: Quantity,
    arriving: Quantity,
    currency: Currency,
) -> Result<Amount, CostingViolation> {
    let whole = convert_amount(line.net_amount, line.rate, currency)?;
    let end = super::more(received, arriving)?;
    Ok(share_between(
        whole,
        received,
        end,
        line.quantity,
        currency,
    )?)
}

/// The full cost of a unit (B5): `(direct − discount) × (1 + indirect % / 100) + overhead`, all
/// per unit and in one currency, with six decimals.
///
/// # Errors
/// `OutOfRange` beyond what a price holds.
pub fn unit_cost(
    direct: Price,
    discount: Price,
    indirect: Percent,
    overhead: Price,
) -> Result<Price, CostingViolation> {
    let factor = Decimal::ONE_HUNDRED.checked_add(indirect.decimal());
    let cost = direct
        .decimal()
        .checked_sub(discount.decimal())
        .and_then(|net| net.checked_mul(factor?))
        .and_then(|raised| raised.checked_div(Decimal::ONE_HUNDRED))
        .and_then(|raised| raised.checked_add(overhead.decimal()));
    Ok(to_price(cost, Price::SCALE)?)
}

/// The indirect cost of what is invoiced (B2): `direct × indirect % / 100 + overhead × quantity`,
/// in the accounting currency and rounded once. The overhead is per base unit.
///
/// # Errors
/// `OutOfRange` beyond what an amount holds.
pub fn indirect_cost(
    direct: Amount,
    quantity: Quantity,
    indirect: Percent,
    overhead: Price,
    currency: Currency,
) -> Result<Amount, CostingViolation> {
    let of_units = overhead.decimal().checked_mul(quantity.decimal());
    let cost = direct
        .decimal()
        .checked_mul(indirect.decimal())
        .and_then(|cost| cost.checked_div(Decimal::ONE_HUNDRED))
        .and_then(|cost| cost.checked_add(of_units?));
    Ok(to_amount(cost, currency.decimals)?)
}

/// What an invoice line says about an entry, in the accounting currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvoicedCost {
    /// In the item's base unit.
    pub quantity: Quantity,
    /// The net amount.
    pub direct: Amount,
    /// What our own house adds ([`indirect_cost`]).
    pub indirect: Amount,
}

/// Invoices all or a part of an entry (B3): the expected cost falls in proportion to what is not
/// invoiced yet, to exactly nothing with its last unit, and the actual cost is added. What was
/// taken from the entry before is corrected.
///
/// # Errors
/// `NotPositive`, `NotInvoicedExceeded`, and `OutOfRange` beyond what a column holds.
pub fn invoice(
    stock: &Stock,
    entry: &InboundEntry,
    invoiced: &InvoicedCost,
) -> Result<Plan, CostingViolation> {
    positive(invoiced.quantity)?;
    let pool = Pool::of(entry)?;
    let open = less(pool.quantity, pool.invoiced)?;
    if invoiced.quantity > open {
        return Err(CostingViolation::NotInvoicedExceeded {
            entry: entry.id,
            open,
            asked: invoiced.quantity,
        });
    }
    let still_open = less(open, invoiced.quantity)?;
    let expected = share(pool.cost.expected, still_open, open, stock.currency)?;
    let mut values = vec![ValueEntry {
        entry: entry.id,
        value_entry_type: ValueEntryType::DirectCost,
        invoiced_quantity: invoiced.quantity,
        cost: Cost {
            expected: minus(expected, pool.cost.expected)?,
            actual: invoiced.direct,
        },
    }];
    let indirect = Cost {
        expected: Amount::ZERO,
        actual: invoiced.indirect,
    };
    values.extend(added(entry.id, ValueEntryType::IndirectCost, indirect));
    change(stock, entry, values)
}
