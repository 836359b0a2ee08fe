//! The totals of a document against what is expected, and against what was typed (MAT-1, PST-2).

use entity::exact::Amount;
use rust_decimal::Decimal;

use super::{Difference, Discrepancy, DiscrepancyKind, Tolerance, too_large};
use crate::domain::violation::Violation;

/// The totals of a document, each with the document's sign.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DocumentTotals {
    /// The net amount of the lines before the invoice discount.
    pub balance: Amount,
    /// The invoice discount.
    pub discount: Amount,
    /// The charges.
    pub charges: Amount,
    /// The tax.
    pub tax: Amount,
    /// The rounding.
    pub rounding: Amount,
    /// What is to be paid.
    pub invoice_amount: Amount,
}

impl DocumentTotals {
    fn pairs<'a>(
        &'a self,
        actual: &'a Self,
    ) -> impl Iterator<Item = (DiscrepancyKind, Decimal, Decimal)> + 'a {
        let pair =
            |kind, expected: Amount, actual: Amount| (kind, expected.decimal(), actual.decimal());
        [
            pair(DiscrepancyKind::Balance, self.balance, actual.balance),
            pair(
                DiscrepancyKind::TotalDiscount,
                self.discount,
                actual.discount,
            ),
            pair(DiscrepancyKind::TotalCharges, self.charges, actual.charges),
            pair(DiscrepancyKind::TotalTax, self.tax, actual.tax),
            pair(DiscrepancyKind::Rounding, self.rounding, actual.rounding),
            pair(
                DiscrepancyKind::InvoiceAmount,
                self.invoice_amount,
                actual.invoice_amount,
            ),
        ]
        .into_iter()
    }
}

/// The totals of an invoice that go beyond what is expected of the order's prices, charges and
/// taxes for the invoiced quantities (MAT-1).
///
/// # Errors
/// `OutOfRange` for numbers too large to compare.
pub fn match_totals(
    expected: &DocumentTotals,
    actual: &DocumentTotals,
    tolerance: Tolerance,
) -> Result<Vec<Discrepancy>, Violation> {
    expected
        .pairs(actual)
        .filter_map(|(kind, expected, actual)| {
            let mut difference = Difference::of(kind, expected, actual);
            if kind == DiscrepancyKind::TotalDiscount {
                difference.variance = -difference.variance;
            }
            difference
                .beyond(tolerance)
                .ok_or_else(too_large)
                .transpose()
        })
        .collect()
}

/// The totals of an invoice that differ from those of the seller's invoice within the group, in
/// whichever direction; no approval helps (ICO-4).
#[must_use]
pub fn match_intercompany_totals(
    seller: &DocumentTotals,
    actual: &DocumentTotals,
) -> Vec<Discrepancy> {
    seller
        .pairs(actual)
        .filter_map(|(kind, expected, actual)| {
            Difference::of(kind, expected, actual).unequal(false)
        })
        .collect()
}

/// The difference of a total that was typed from the vendor's paper and the calculated one, in
/// whichever direction. One of the two has to be corrected; no approval helps (PST-2).
#[must_use]
pub fn match_typed_total(calculated: Amount, typed: Amount) -> Option<Discrepancy> {
    let kind = DiscrepancyKind::TypedTotal;
    Difference::of(kind, calculated.decimal(), typed.decimal()).unequal(false)
}
