//! When a document is due, and what paying early or not exactly comes to (PAY-1, PAY-3).

use chrono::NaiveDate;
use entity::exact::Amount;
use entity::payment_terms;
use rust_decimal::Decimal;
use sea_orm::ColumnTrait;

use super::document::{Settling, posted_as};
use crate::domain::invoice_amounts::InvoiceSums;
use crate::domain::money::convert_amount;
use crate::domain::payment_terms::{DateFormula, PaymentTerms, TermDates, possible_discount};
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::ledger::setup::Setup;
use crate::usecase::purchase_invoice_draft::facts::Facts;

/// The days of the document: typed, by its terms, or the document date where its terms are not
/// known here.
pub(super) async fn terms(
    tx: &TenantTx,
    facts: &Facts,
    document_date: NaiveDate,
    check: &mut Check,
) -> Result<TermDates, Failure> {
    let row = match &facts.draft.payment_terms {
        None => None,
        Some(code) => {
            let own = payment_terms::Column::Code.eq(code);
            tx.find::<payment_terms::Entity>().filter(own).one().await?
        }
    };
    let of = posted_as(facts.draft.document_type);
    let broken = |_| Failure::Broken("terms that are no formula".to_owned());
    let dates = match row {
        None => None,
        Some(row) => PaymentTerms {
            due: row.due_formula.parse().map_err(broken)?,
            discount: row
                .discount_formula
                .map(|f| f.parse().map_err(broken))
                .transpose()?,
            discount_percent: row.discount_percent,
            discount_on_credit_memos: row.discount_on_credit_memos,
        }
        .dates(of, document_date),
    };
    let dates = dates.unwrap_or(TermDates {
        due: document_date,
        discount_date: None,
        discount_percent: Default::default(),
    });
    let due = facts.draft.due_date.unwrap_or(dates.due);
    check.date("dueDate", due);
    Ok(TermDates { due, ..dates })
}

/// What the vendor entry says of discounts and tolerances (PAY-1, PAY-3). Of a percentage and an
/// amount, both above zero, the smaller tolerance holds.
pub(super) fn settling(
    setup: &Setup,
    facts: &Facts,
    totals: &InvoiceSums,
    terms: TermDates,
    rate: entity::exact::Rate,
) -> Result<Settling, Violation> {
    let currency = facts.currency;
    let excluding_tax = setup.row.discount_excluding_tax;
    let percent = terms.discount_percent;
    let discount = possible_discount(totals.total, totals.net, percent, excluding_tax, currency)?;
    let positive = |amount: Amount| Amount::try_from(amount.decimal().abs());
    let grace = setup.row.discount_grace_formula.as_ref();
    let grace = grace.and_then(|formula| formula.parse::<DateFormula>().ok());
    let by_percent = setup.row.payment_tolerance_percent;
    let by_percent = (!by_percent.is_zero())
        .then(|| possible_discount(totals.total, totals.net, by_percent, false, currency));
    let by_percent = by_percent.transpose()?.map(positive).transpose()?;
    let by_amount = setup.row.payment_tolerance_amount;
    // The amount is one of the accounting currency.
    let by_amount = (!by_amount.is_zero())
        .then(|| convert_amount(by_amount, Decimal::ONE / rate.decimal(), currency));
    let by_amount = by_amount.transpose()?;
    let tolerance = match (by_percent, by_amount) {
        _ if facts.vendor.payment_tolerance_blocked => Amount::ZERO,
        (Some(percent), Some(amount)) => percent.min(amount),
        (percent, amount) => percent.or(amount).unwrap_or_default(),
    };
    Ok(Settling {
        discount_tolerance_date: terms.discount_date.and_then(|day| grace?.apply(day)),
        discount: positive(discount)?,
        tolerance,
    })
}
