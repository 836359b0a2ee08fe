//! How much the caller may commit the legal entity to: what binds it to a vendor asks here.
//!
//! These are confirming an agreement or making it effective, releasing an order from it, confirming
//! an order, approving a draft of an invoice, posting or cancelling an invoice, and posting a
//! payment. Drafts of orders and of invoices may be of any amount, since somebody has yet to
//! confirm or to post them; receipts are of what was ordered. A document counts as a whole, an
//! agreement by all that it commits to, an invoice with its tax.

use chrono::NaiveDate;
use entity::codes::CurrencyCode;
use entity::exact::Amount;
use entity::ids::PurchaseInvoiceDraftId;
use entity::{agreement, agreement_line, purchase_order};
use rust_decimal::Decimal;

use crate::domain::amount_limit::above;
use crate::domain::fulfillment::Fulfillment;
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Scope, TenantTx};

use super::commitment::facts::{self, commitment};
use super::exchange_rate::read::rate_on;
use super::purchase_invoice_draft::preview;
use super::purchase_order_line::read::net_amounts;

/// The refusal of an amount as of a day that is above the caller's limit; none where it is within,
/// or there is no limit. Without an exchange rate nothing can be said, and so it is refused.
///
/// # Errors
/// When the database fails.
pub async fn beyond(
    scope: &impl Scope,
    amount: Amount,
    currency: CurrencyCode,
    date: NaiveDate,
) -> Result<Option<Violation>, Failure> {
    let Some(limit) = scope.granted().limits().amount() else {
        return Ok(None);
    };
    let accounting = scope.legal_entity().await?.accounting_currency;
    let accounting = facts::currency(scope, accounting).await?;
    let Some(rate) = rate_on(scope, currency, date).await? else {
        return Ok(Some(Violation::ExchangeRateMissing { currency, date }));
    };
    Ok(above(limit, amount, rate, accounting).unwrap_or_else(Some))
}

/// The refusal of an order that comes to more than the caller's limit.
///
/// # Errors
/// When the database fails.
pub async fn beyond_order(
    scope: &impl Scope,
    order: &purchase_order::Model,
    today: NaiveDate,
) -> Result<Option<Violation>, Failure> {
    if scope.granted().limits().amount().is_none() {
        return Ok(None);
    }
    let net = net_amounts(scope, &[(order.id, order.currency)]).await?;
    let net = net.get(&order.id).copied().unwrap_or_default();
    beyond(scope, net, order.currency, today).await
}

/// The refusal of an agreement that commits to more than the caller's limit.
///
/// # Errors
/// When the database fails.
pub async fn beyond_agreement(
    scope: &impl Scope,
    agreement: &agreement::Model,
    today: NaiveDate,
) -> Result<Option<Violation>, Failure> {
    if scope.granted().limits().amount().is_none() {
        return Ok(None);
    }
    let lines: Vec<agreement_line::Model> = facts::lines(scope, agreement.id).await?;
    let commitments: Vec<_> = lines.iter().map(commitment).collect::<Result<_, _>>()?;
    let currency = facts::currency(scope, agreement.currency).await?;
    let committed = Fulfillment::of_agreement(&commitments, currency);
    match committed.and_then(|all| amount_of(all.committed)) {
        Ok(committed) => beyond(scope, committed, agreement.currency, today).await,
        Err(violation) => Ok(Some(violation)),
    }
}

fn amount_of(committed: Decimal) -> Result<Amount, Violation> {
    let limit = Amount::MAX.decimal();
    Amount::try_from(committed).map_err(|_inexact| Violation::OutOfRange { limit })
}

/// The refusal of a draft of an invoice that comes to more than the caller's limit, or to nothing
/// that could be told.
///
/// # Errors
/// When the draft is gone; or when the database fails.
pub async fn beyond_draft(
    scope: &impl Scope,
    draft: PurchaseInvoiceDraftId,
    today: NaiveDate,
) -> Result<Option<Violation>, Failure> {
    if scope.granted().limits().amount().is_none() {
        return Ok(None);
    }
    let preview = Box::pin(preview::run(scope, draft, today)).await?;
    let Some(calculated) = preview.calculated else {
        let refusal = preview.refusals.into_iter().next();
        return Ok(Some(
            refusal.map_or(Violation::Required, |told| told.violation),
        ));
    };
    let (total, draft) = (calculated.amounts.totals.total, preview.facts.draft);
    beyond(
        scope,
        total,
        draft.currency,
        draft.posting_date.unwrap_or(today),
    )
    .await
}

/// Refuses what comes to more in the accounting currency than the caller's limit.
///
/// # Errors
/// The refusal; or when the database fails.
pub async fn keep(tx: &TenantTx, field: &str, accounting: Amount) -> Result<(), Failure> {
    if tx.granted().limits().amount().is_none() {
        return Ok(());
    }
    let currency = tx.legal_entity().await?.accounting_currency;
    none(field, beyond(tx, accounting, currency, tx.today()).await?)
}

/// Gives an act up where something stands against it.
///
/// # Errors
/// The refusal.
pub fn none(field: &str, refusal: Option<Violation>) -> Result<(), Failure> {
    match refusal {
        Some(violation) => Err(Failure::refused(field, violation)),
        None => Ok(()),
    }
}
