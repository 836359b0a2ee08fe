//! Payment terms: when a document is due, and what paying early is worth (PAY-1).

use chrono::NaiveDate;
use entity::exact::{Amount, Percent};
use entity::kinds::VendorDocumentType;
use rust_decimal::Decimal;

use super::money::{Currency, to_amount};
use super::violation::Violation;

mod formula;
#[cfg(test)]
mod tests;

pub use formula::{DateFormula, NotADateFormula};

/// When documents are due, and until when which discount is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentTerms {
    /// From the document date to the due date.
    pub due: DateFormula,
    /// From the document date to the last day of the discount; none without one.
    pub discount: Option<DateFormula>,
    /// The discount, 0 to 100.
    pub discount_percent: Percent,
    /// Whether the terms hold for credit memos too; else those are due on their document date and
    /// have no discount.
    pub discount_on_credit_memos: bool,
}

/// What terms make of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TermDates {
    /// The day on which it is due.
    pub due: NaiveDate,
    /// The last day of the discount; none without one.
    pub discount_date: Option<NaiveDate>,
    /// The discount; zero without one.
    pub discount_percent: Percent,
}

impl PaymentTerms {
    /// Counts from the document date, whatever the posting date (PAY-1). Payments and refunds are
    /// due on their day, and so are credit memos unless the terms hold for them. A due date before
    /// the discount date is allowed (PAY-6). Nothing where the calendar ends.
    #[must_use]
    pub fn dates(&self, of: VendorDocumentType, document_date: NaiveDate) -> Option<TermDates> {
        let holds = match of {
            VendorDocumentType::Invoice => true,
            VendorDocumentType::CreditMemo => self.discount_on_credit_memos,
            VendorDocumentType::Payment | VendorDocumentType::Refund => false,
        };
        if !holds {
            return Some(TermDates {
                due: document_date,
                discount_date: None,
                discount_percent: Percent::ZERO,
            });
        }
        let due = self.due.apply(document_date)?;
        let (discount_date, discount_percent) = match &self.discount {
            Some(formula) if !self.discount_percent.is_zero() => {
                (Some(formula.apply(document_date)?), self.discount_percent)
            }
            _ => (None, Percent::ZERO),
        };
        Some(TermDates {
            due,
            discount_date,
            discount_percent,
        })
    }
}

/// The discount that a document may get, rounded to the currency's decimals: a percentage of its
/// total with tax, or without where the discount is given on the net amount (PAY-1, vector D1).
///
/// # Errors
/// `OutOfRange` beyond what an amount holds.
pub fn possible_discount(
    total_with_tax: Amount,
    net_amount: Amount,
    percent: Percent,
    excluding_tax: bool,
    currency: Currency,
) -> Result<Amount, Violation> {
    let base = if excluding_tax {
        net_amount
    } else {
        total_with_tax
    };
    let product = base.decimal().checked_mul(percent.decimal());
    to_amount(
        product.and_then(|product| product.checked_div(Decimal::ONE_HUNDRED)),
        currency.decimals,
    )
}
