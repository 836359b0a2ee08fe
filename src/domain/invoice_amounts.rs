//! What an invoice comes to: lines, discounts, tax and totals, so that the cents add up (PST-3).
//!
//! Every number has the document's sign. A credit memo has negative quantities, and is in all
//! numbers the mirror of its invoice.

use std::collections::BTreeMap;

use entity::exact::{Amount, Percent, Price, Quantity};
use rust_decimal::Decimal;

use super::allocation::{Running, allocate};
use super::money::{
    Currency, PriceTerms, beyond, beyond_amount, check_percent, net_amount, scale_fits, to_amount,
};
use super::violation::{Refusal, Violation};

#[cfg(test)]
mod tests;

/// The tax of a line: the pair of tax groups that it falls under, or whatever else identifies its
/// tax account, and the percent. Lines with the same of both are one tax group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TaxRate<K> {
    /// What the tax is posted by.
    pub group: K,
    /// Tax in percent of the net amount.
    pub percent: Percent,
}

/// A line of an invoice or a credit memo, not yet calculated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AskedLine<K> {
    /// What this document charges; negative on a credit memo.
    pub quantity: Quantity,
    /// What earlier documents charged of the same order line, with the same sign; zero where there
    /// is none. Parts at the same terms then sum to the net amount of the whole.
    pub invoiced_before: Quantity,
    /// By how much those documents charged less than their quantity comes to at the same terms: a
    /// few cents where parts were cancelled. It is made good here.
    pub short: Amount,
    /// The price and the line's discounts.
    pub terms: PriceTerms,
    /// The tax.
    pub tax: TaxRate<K>,
    /// Whether the line takes its share of the invoice discount.
    pub invoice_discount_allowed: bool,
    /// The posted line that it gives back a part of as it was charged: then nothing is calculated
    /// anew.
    pub gives_back: Option<GivenBack>,
}

/// A posted line that is given back in parts (COR-8). The parts have its discounts, its share of
/// the invoice discount and its tax, and sum to it to the cent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GivenBack {
    /// What it charged.
    pub quantity: Quantity,
    /// What it came to.
    pub sums: InvoiceSums,
    /// What earlier documents and lines gave back of it, with its sign.
    pub before: Quantity,
}

/// A discount on the whole document (ORD-8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvoiceDiscount {
    /// In percent of the net amount of the lines that allow it.
    Percent(Percent),
    /// An amount with the document's sign, spread over the lines that allow it.
    Amount(Amount),
}

/// The amounts of a line or of a document, in its currency: `gross − line discount − invoice
/// discount = net` and `net + tax = total`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InvoiceSums {
    /// Quantity at the unit price, before any discount.
    pub gross: Amount,
    /// What the line's own discounts take.
    pub line_discount: Amount,
    /// What is left after the line's own discounts (AGR-4).
    pub net_before_invoice_discount: Amount,
    /// The share of the invoice discount.
    pub invoice_discount: Amount,
    /// What is left after all discounts: the base of the tax.
    pub net: Amount,
    /// The tax.
    pub tax: Amount,
    /// What is to be paid.
    pub total: Amount,
}

/// One tax group of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaxGroup<K> {
    /// What its lines have in common.
    pub rate: TaxRate<K>,
    /// The net amount of its lines.
    pub base: Amount,
    /// The tax on the base, rounded once.
    pub tax: Amount,
}

/// A calculated document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvoiceAmounts<K> {
    /// One for each line, in its order.
    pub lines: Vec<InvoiceSums>,
    /// One for each tax group, in the order of their keys.
    pub tax_groups: Vec<TaxGroup<K>>,
    /// The sums of the lines.
    pub totals: InvoiceSums,
}

/// Calculates a document. Tax is rounded once for each tax group and the invoice discount once for
/// the document; their parts on the lines sum to them.
///
/// # Errors
/// Each under its input field: terms without a price unit and numbers `OutOfRange` under the
/// element of `lines`; an invoice discount with too many decimals, outside 0 to 100 percent or
/// beyond the net amount of the lines that allow it, under `invoiceDiscountPercent` or
/// `invoiceDiscountAmount`.
pub fn invoice_amounts<K: Ord + Copy>(
    lines: &[AskedLine<K>],
    discount: Option<InvoiceDiscount>,
    currency: Currency,
) -> Result<InvoiceAmounts<K>, Vec<Refusal>> {
    let mut sums = Vec::with_capacity(lines.len());
    let mut refusals = Vec::new();
    for (element, line) in lines.iter().enumerate() {
        match before_invoice_discount(line, currency) {
            Ok(line_sums) => sums.push(line_sums),
            Err(violation) => refusals.push(Refusal::of("", violation).within("lines", element)),
        }
    }
    if !refusals.is_empty() {
        return Err(refusals);
    }
    if let Some(discount) = discount {
        let allowed = lines.iter().zip(&mut sums);
        let allowed =
            allowed.filter(|(line, _)| line.invoice_discount_allowed && line.gives_back.is_none());
        let allowed = allowed.map(|(_, sums)| sums).collect();
        discount.spread(allowed, currency).map_err(|violation| {
            let field = match discount {
                InvoiceDiscount::Percent(_) => "invoiceDiscountPercent",
                InvoiceDiscount::Amount(_) => "invoiceDiscountAmount",
            };
            vec![Refusal::of(field, violation)]
        })?;
    }
    let whole = |violation| vec![Refusal::of("lines", violation)];
    let tax_groups = tax(lines, &mut sums, currency).map_err(whole)?;
    let totals = sums
        .iter()
        .try_fold(InvoiceSums::default(), |totals, line| totals.plus(line))
        .map_err(whole)?;
    Ok(InvoiceAmounts {
        lines: sums,
        tax_groups,
        totals,
    })
}

/// The net amount of a part of an order line: the net amount of everything charged so far less
/// that of everything charged before. At the same terms, parts sum to the net amount of the whole
/// and each is within one smallest unit of its own (ORD-3).
///
/// # Errors
/// `NotPositive` for a price unit of zero or less, `OutOfRange` beyond what a column holds.
pub fn part_net_amount(
    quantity: Quantity,
    before: Quantity,
    terms: &PriceTerms,
    currency: Currency,
) -> Result<Amount, Violation> {
    let so_far = before
        .checked_add(quantity)
        .ok_or_else(|| beyond(Quantity::MAX.decimal()))?;
    minus(
        net_amount(so_far, terms, currency)?,
        net_amount(before, terms, currency)?,
    )
}

impl GivenBack {
    /// The sums of a part, whose quantity has the other sign: all that is given back with it less
    /// all that was given back before.
    ///
    /// # Errors
    /// `OutOfRange` beyond what a column holds, or for a part of nothing.
    pub fn part(&self, quantity: Quantity, currency: Currency) -> Result<InvoiceSums, Violation> {
        let whole = self.quantity.decimal();
        let up_to = |quantity: Decimal, amount: Amount| {
            if quantity == whole {
                return Ok(amount);
            }
            let product = amount.decimal().checked_mul(quantity);
            to_amount(
                product.and_then(|p| p.checked_div(whole)),
                currency.decimals,
            )
        };
        let before = self.before.decimal();
        let after = before - quantity.decimal();
        let part = |amount| minus(up_to(before, amount)?, up_to(after, amount)?);
        let own = &self.sums;
        let net_before_invoice_discount = part(own.net_before_invoice_discount)?;
        let line_discount = part(own.line_discount)?;
        let invoice_discount = part(own.invoice_discount)?;
        Ok(InvoiceSums {
            gross: plus(net_before_invoice_discount, line_discount)?,
            line_discount,
            net_before_invoice_discount,
            invoice_discount,
            net: minus(net_before_invoice_discount, invoice_discount)?,
            tax: part(own.tax)?,
            ..InvoiceSums::default()
        })
    }
}

impl InvoiceDiscount {
    /// Takes the discount off the lines that allow it.
    fn spread(self, lines: Vec<&mut InvoiceSums>, currency: Currency) -> Result<(), Violation> {
        let nets = || lines.iter().map(|line| line.net);
        let shares = match self {
            Self::Percent(percent) => {
                if let Some(refusal) = check_percent(percent) {
                    return Err(refusal.violation);
                }
                let mut running = Running::new(factor(percent), currency.decimals);
                nets()
                    .map(|net| running.next(net))
                    .collect::<Result<Vec<Amount>, Violation>>()?
            }
            Self::Amount(amount) => {
                scale_fits(amount, currency)?;
                let whole = nets().try_fold(Amount::ZERO, plus)?;
                let (least, most) = (whole.min(Amount::ZERO), whole.max(Amount::ZERO));
                if amount < least || amount > most {
                    let limit = amount.clamp(least, most).decimal();
                    return Err(Violation::OutOfRange { limit });
                }
                let weights: Vec<Decimal> = nets().map(Amount::decimal).collect();
                allocate(amount, &weights, currency.decimals)?
            }
        };
        for (line, share) in lines.into_iter().zip(shares) {
            line.invoice_discount = share;
            line.net = minus(line.net, share)?;
        }
        Ok(())
    }
}

impl InvoiceSums {
    /// The sums of both.
    ///
    /// # Errors
    /// `OutOfRange` beyond what a column holds.
    pub fn plus(&self, other: &Self) -> Result<Self, Violation> {
        Ok(Self {
            gross: plus(self.gross, other.gross)?,
            line_discount: plus(self.line_discount, other.line_discount)?,
            net_before_invoice_discount: plus(
                self.net_before_invoice_discount,
                other.net_before_invoice_discount,
            )?,
            invoice_discount: plus(self.invoice_discount, other.invoice_discount)?,
            net: plus(self.net, other.net)?,
            tax: plus(self.tax, other.tax)?,
            total: plus(self.total, other.total)?,
        })
    }
}

/// A line with its own discounts only.
fn before_invoice_discount<K>(
    line: &AskedLine<K>,
    currency: Currency,
) -> Result<InvoiceSums, Violation> {
    if let Some(posted) = line.gives_back {
        return posted.part(line.quantity, currency);
    }
    let undiscounted = PriceTerms {
        discount_percent: Percent::ZERO,
        discount_amount: Price::ZERO,
        ..line.terms
    };
    let part = |terms| {
        let part = part_net_amount(line.quantity, line.invoiced_before, terms, currency)?;
        plus(part, line.short)
    };
    let (gross, net) = (part(&undiscounted)?, part(&line.terms)?);
    Ok(InvoiceSums {
        gross,
        line_discount: minus(gross, net)?,
        net_before_invoice_discount: net,
        net,
        ..InvoiceSums::default()
    })
}

/// Puts the tax on the lines and the groups: each group's running base is taxed and rounded, so
/// that the last sum is the tax on the whole base. What is given back brings its own tax.
fn tax<K: Ord + Copy>(
    lines: &[AskedLine<K>],
    sums: &mut [InvoiceSums],
    currency: Currency,
) -> Result<Vec<TaxGroup<K>>, Violation> {
    let mut groups = BTreeMap::new();
    for (line, sums) in lines.iter().zip(sums) {
        let rate = line.tax;
        let (running, group) = groups.entry(rate).or_insert_with(|| {
            let group = TaxGroup {
                rate,
                base: Amount::ZERO,
                tax: Amount::ZERO,
            };
            (Running::new(factor(rate.percent), currency.decimals), group)
        });
        if line.gives_back.is_none() {
            sums.tax = running.next(sums.net)?;
        }
        sums.total = plus(sums.net, sums.tax)?;
        group.base = plus(group.base, sums.net)?;
        group.tax = plus(group.tax, sums.tax)?;
    }
    Ok(groups.into_values().map(|(_, group)| group).collect())
}

/// A percentage as a factor, exactly.
fn factor(percent: Percent) -> Decimal {
    Decimal::new(percent.steps(), Percent::SCALE + 2)
}

fn plus(left: Amount, right: Amount) -> Result<Amount, Violation> {
    left.checked_add(right).ok_or_else(beyond_amount)
}

fn minus(left: Amount, right: Amount) -> Result<Amount, Violation> {
    left.checked_sub(right).ok_or_else(beyond_amount)
}
