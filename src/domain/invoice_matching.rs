//! Whether a vendor's invoice agrees with the order and the receipts (MAT-1, MAT-2).
//!
//! Only what is asked for too much is a discrepancy, and what is just at its limit is accepted. Of
//! a return, whose quantities and amounts are negative, too much is a credit that is too small.

use entity::exact::{Amount, Percent, Price, Quantity, Rate};
use entity::kinds::MatchingPolicy;
use rust_decimal::Decimal;

use super::money::{Currency, beyond, round, to_amount};
use super::violation::Violation;

mod totals;

pub use totals::{DocumentTotals, match_intercompany_totals, match_totals, match_typed_total};

#[cfg(test)]
mod tests;

/// How a line is to be matched; nothing where it is not matched at all.
pub type LinePolicy = Option<MatchingPolicy>;

/// The policies that may govern a line. Of an override, nothing means that there is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PolicyFacts {
    /// The legal entity's.
    pub company: LinePolicy,
    /// The vendor's own.
    pub vendor: Option<LinePolicy>,
    /// The item's own.
    pub item: Option<LinePolicy>,
    /// The agreement's.
    pub agreement: LinePolicy,
    /// Whether an agreement may ask for more than the company does.
    pub override_allowed: bool,
}

impl PolicyFacts {
    /// The policy that governs (AGR-16): the item's, else the vendor's, else the company's or the
    /// agreement's, whichever is stricter; the agreement's only where that is allowed.
    #[must_use]
    pub fn effective(&self) -> LinePolicy {
        let of_agreement = self.agreement.filter(|_| self.override_allowed);
        self.item
            .or(self.vendor)
            .unwrap_or(self.company.max(of_agreement))
    }
}

/// How far a number may go above what is expected. With both limits, neither may be passed; with
/// none, nothing is tolerated. Where zero is expected, nothing is tolerated either.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tolerance {
    /// In percent of what is expected.
    pub percent: Option<Percent>,
    /// As an amount in the document's currency.
    pub amount: Option<Amount>,
}

impl Tolerance {
    /// Whether a variance goes beyond the tolerance. Variance and expectation are both `scale`
    /// times what they stand for, which saves a division.
    fn is_exceeded(&self, variance: Decimal, expected: Decimal, scale: Decimal) -> Option<bool> {
        if variance <= Decimal::ZERO {
            return Some(false);
        }
        if expected.is_zero() || *self == Self::default() {
            return Some(true);
        }
        if let Some(percent) = self.percent {
            let limit = percent.decimal().checked_mul(expected.abs())?;
            if variance.checked_mul(Decimal::ONE_HUNDRED)? > limit {
                return Some(true);
            }
        }
        let Some(amount) = self.amount else {
            return Some(false);
        };
        Some(variance > amount.decimal().checked_mul(scale)?)
    }
}

/// What is compared of a line, and how far it may differ. Nothing where it is not compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tolerances {
    /// For the net unit price.
    pub unit_price: Option<Tolerance>,
    /// For the price total.
    pub price_total: Option<Tolerance>,
}

impl Tolerances {
    /// The tolerances that are set: what is not set is not compared, and where nothing is set,
    /// nothing may differ.
    #[must_use]
    pub fn of(unit_price: Tolerance, price_total: Tolerance) -> Self {
        let set = |own: Tolerance| Some(own).filter(|own| *own != Tolerance::default());
        match (set(unit_price), set(price_total)) {
            (None, None) => Self {
                unit_price: Some(unit_price),
                price_total: Some(price_total),
            },
            (unit_price, price_total) => Self {
                unit_price,
                price_total,
            },
        }
    }

    /// With amounts of the accounting currency in the document's, of which one unit costs `rate`.
    ///
    /// # Errors
    /// `OutOfRange` beyond what an amount holds.
    pub fn converted(self, rate: Rate) -> Result<Self, Violation> {
        let one = |own: Tolerance| -> Result<Tolerance, Violation> {
            let amount = own.amount.map(|amount| {
                let own = amount.decimal().checked_div(rate.decimal());
                to_amount(own, Amount::SCALE)
            });
            Ok(Tolerance {
                amount: amount.transpose()?,
                ..own
            })
        };
        Ok(Self {
            unit_price: self.unit_price.map(one).transpose()?,
            price_total: self.price_total.map(one).transpose()?,
        })
    }
}

/// A quantity and what is charged for it, in the unit and the currency of the order line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Charged {
    /// How much.
    pub quantity: Quantity,
    /// The net amount after the line's discounts, before tax.
    pub net_amount: Amount,
    /// The line's charges.
    pub charges: Amount,
}

impl Charged {
    /// The price total: charges and discounts are inside.
    fn total(&self) -> Decimal {
        self.net_amount.decimal() + self.charges.decimal()
    }
}

/// What an invoice line is matched with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MatchFacts {
    /// The order line as it was ordered.
    pub ordered: Charged,
    /// Everything that other invoices charge of the order line, posted and pending.
    pub invoiced_before: Charged,
    /// The invoice line.
    pub invoice: Charged,
    /// The quantity of the receipts that were chosen for the invoice line.
    pub matched_quantity: Quantity,
    /// The seller's own invoice line, where the seller is a company of the same group (ICO-4).
    pub intercompany: Option<Charged>,
}

/// What differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DiscrepancyKind {
    /// The line's price total for one unit, with the order's.
    NetUnitPrice,
    /// The price total of all invoices of the order line, with the order's.
    PriceTotal,
    /// The quantity, with that of the chosen receipts.
    ReceiptQuantity,
    /// No receipt was chosen.
    ReceiptMissing,
    /// The quantity, with that of the seller's invoice within the group.
    IntercompanyQuantity,
    /// The price total, with that of the seller's invoice within the group.
    IntercompanyAmount,
    /// The document's net amount before the invoice discount.
    Balance,
    /// The document's discount; too small a discount asks for too much.
    TotalDiscount,
    /// The document's charges.
    TotalCharges,
    /// The document's tax.
    TotalTax,
    /// The document's rounding.
    Rounding,
    /// The amount to be paid.
    InvoiceAmount,
    /// The total that was typed from the vendor's paper, with the calculated one.
    TypedTotal,
}

/// One difference beyond its tolerance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Discrepancy {
    /// What differs.
    pub kind: DiscrepancyKind,
    /// What the order, the receipts or the seller's invoice say. A unit price has six decimals.
    pub expected: Decimal,
    /// What the invoice says.
    pub actual: Decimal,
    /// How much too much is asked for; negative only where the two must be equal.
    pub variance: Decimal,
    /// The variance in percent of what is expected, six decimals; none where that is zero.
    pub variance_percent: Option<Decimal>,
    /// The tolerance that it goes beyond.
    pub tolerance: Tolerance,
    /// Whether somebody may approve posting in spite of it.
    pub approvable: bool,
}

/// Everything that is wrong with an invoice line (MAT-1). Prices are compared under any policy,
/// quantities under three-way matching. Within the group, quantity and price total must equal the
/// seller's invoice and the receipts whatever the policy, and no approval helps (ICO-4).
///
/// A unit price whose effect on the line is below the currency's smallest unit is rounding.
///
/// # Errors
/// `OutOfRange` for numbers too large to compare.
pub fn match_line(
    policy: LinePolicy,
    facts: &MatchFacts,
    tolerances: &Tolerances,
    currency: Currency,
) -> Result<Vec<Discrepancy>, Violation> {
    if let Some(seller) = &facts.intercompany {
        return Ok(intercompany(facts, seller));
    }
    let Some(policy) = policy else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    if let Some(tolerance) = tolerances.unit_price {
        let smallest = Decimal::new(1, currency.decimals);
        found.extend(unit_price(facts, tolerance, smallest).ok_or_else(too_large)?);
    }
    if let Some(tolerance) = tolerances.price_total {
        let invoiced = facts.invoiced_before.total() + facts.invoice.total();
        let expected = facts.ordered.total();
        let difference = Difference::of(DiscrepancyKind::PriceTotal, expected, invoiced);
        found.extend(difference.beyond(tolerance).ok_or_else(too_large)?);
    }
    match policy {
        MatchingPolicy::TwoWay => {}
        MatchingPolicy::ThreeWay => found.extend(receipts(facts, true)),
    }
    Ok(found)
}

/// The discrepancies that stand against posting (MAT-2): those that nobody may approve, and the
/// others while approval is required and not given.
pub fn blocking(
    found: &[Discrepancy],
    approval_required: bool,
    approved: bool,
) -> impl Iterator<Item = &Discrepancy> {
    found
        .iter()
        .filter(move |d| !d.approvable || (approval_required && !approved))
}

/// Two numbers that are compared.
struct Difference {
    kind: DiscrepancyKind,
    expected: Decimal,
    actual: Decimal,
    variance: Decimal,
}

impl Difference {
    fn of(kind: DiscrepancyKind, expected: Decimal, actual: Decimal) -> Self {
        Self {
            kind,
            expected,
            actual,
            variance: (actual - expected).normalize(),
        }
    }

    /// A discrepancy where the variance goes beyond the tolerance; nothing at all on an overflow.
    fn beyond(self, tolerance: Tolerance) -> Option<Option<Discrepancy>> {
        let exceeded = tolerance.is_exceeded(self.variance, self.expected, Decimal::ONE)?;
        Some(exceeded.then(|| self.discrepancy(tolerance, true)))
    }

    /// A discrepancy where the two are not the same.
    fn unequal(self, approvable: bool) -> Option<Discrepancy> {
        let differs = !self.variance.is_zero();
        differs.then(|| self.discrepancy(Tolerance::default(), approvable))
    }

    fn discrepancy(self, tolerance: Tolerance, approvable: bool) -> Discrepancy {
        Discrepancy {
            kind: self.kind,
            expected: self.expected,
            actual: self.actual,
            variance: self.variance,
            variance_percent: percentage(self.variance, self.expected),
            tolerance,
            approvable,
        }
    }
}

/// Compares the price totals for one unit. Everything is multiplied by both quantities instead of
/// divided, so that a price just at its limit is accepted whatever its decimals. Nothing at all on
/// an overflow.
fn unit_price(
    facts: &MatchFacts,
    tolerance: Tolerance,
    smallest: Decimal,
) -> Option<Option<Discrepancy>> {
    let (invoice, ordered) = (&facts.invoice, &facts.ordered);
    let quantity = invoice.quantity.decimal();
    if quantity.is_zero() {
        return Some(None);
    }
    let (order_quantity, order_total) = match ordered.quantity.is_zero() {
        true => (Decimal::ONE, Decimal::ZERO),
        false => (ordered.quantity.decimal(), ordered.total()),
    };
    let whole = order_quantity.abs();
    let turned = if order_quantity < Decimal::ZERO {
        -quantity
    } else {
        quantity
    };
    let expected = order_total.checked_mul(turned)?;
    let variance = invoice.total().checked_mul(whole)?.checked_sub(expected)?;
    let is_rounding = variance < smallest.checked_mul(whole)?;
    let scale = whole.checked_mul(quantity.abs())?;
    if is_rounding || !tolerance.is_exceeded(variance, expected, scale)? {
        return Some(None);
    }
    let price = |number: Decimal| round(number, Price::SCALE).normalize();
    Some(Some(Discrepancy {
        kind: DiscrepancyKind::NetUnitPrice,
        expected: price(order_total.checked_div(order_quantity)?),
        actual: price(invoice.total().checked_div(quantity)?),
        variance: price(variance.checked_div(scale)?),
        variance_percent: percentage(variance, expected),
        tolerance,
        approvable: true,
    }))
}

/// The invoiced quantity must equal that of the chosen receipts.
fn receipts(facts: &MatchFacts, approvable: bool) -> Option<Discrepancy> {
    let kind = match facts.matched_quantity.is_zero() {
        true => DiscrepancyKind::ReceiptMissing,
        false => DiscrepancyKind::ReceiptQuantity,
    };
    let matched = facts.matched_quantity.decimal();
    Difference::of(kind, matched, facts.invoice.quantity.decimal()).unequal(approvable)
}

fn intercompany(facts: &MatchFacts, seller: &Charged) -> Vec<Discrepancy> {
    let (theirs, ours) = (seller.quantity.decimal(), facts.invoice.quantity.decimal());
    let (amount, total) = (seller.total(), facts.invoice.total());
    let quantity = Difference::of(DiscrepancyKind::IntercompanyQuantity, theirs, ours);
    let amount = Difference::of(DiscrepancyKind::IntercompanyAmount, amount, total);
    [
        quantity.unequal(false),
        amount.unequal(false),
        receipts(facts, false),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A variance in percent of what is expected; none of zero.
fn percentage(variance: Decimal, expected: Decimal) -> Option<Decimal> {
    let percent = variance
        .checked_mul(Decimal::ONE_HUNDRED)?
        .checked_div(expected.abs())?;
    Some(round(percent, Percent::SCALE).normalize())
}

fn too_large() -> Violation {
    beyond(Amount::MAX.decimal())
}
