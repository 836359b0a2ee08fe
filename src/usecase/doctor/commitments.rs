//! Balances of commitments against the ledger, against the lines that count, and against their
//! limits (AGR-7, AGR-12).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use entity::ids::{AgreementId, AgreementLineId, PurchaseOrderId, SalesOrderId};
use entity::{
    agreement, agreement_line, purchase_invoice_line, purchase_order, purchase_order_line,
    sales_order, sales_order_line,
};
use sea_orm::ColumnTrait;

use crate::domain::commitment::{Buckets, Commitment};
use crate::domain::fulfillment::{Fulfillment, contribution};
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::Scope;
use crate::usecase::commitment::{facts, read};
use crate::usecase::purchase_order_line::row;
use crate::usecase::sales_order_line::row as sales_row;

use super::{Findings, Pages};

/// Checks every commitment of the legal entity.
pub async fn run(scope: &impl Scope, findings: &mut Findings) -> Result<(), Failure> {
    let mut ledger = read::all(scope).await?;
    let mut pages = Pages::of(scope.find::<agreement_line::Entity>());
    while let Some(rows) = pages.next().await? {
        let ids = rows.iter().map(|row| row.agreement_id);
        let ids: BTreeSet<AgreementId> = ids.collect();
        let headers = scope.find::<agreement::Entity>().by_ids(ids).await?;
        let headers: HashMap<AgreementId, _> = headers.into_iter().map(|h| (h.id, h)).collect();
        let commitments = rows
            .iter()
            .map(|row| Ok((row.id, facts::commitment(row)?)))
            .collect::<Result<BTreeMap<_, _>, Failure>>()?;
        let mut drawn = drawn(scope, &commitments, findings).await?;
        sold(scope, &commitments, &mut drawn, findings).await?;
        invoiced(scope, &commitments, &mut drawn, findings).await?;
        for row in &rows {
            let Some(commitment) = commitments.get(&row.id) else {
                continue;
            };
            let number = headers.get(&row.agreement_id).map(|h| h.number.as_str());
            let number = number.unwrap_or("without header");
            let subject = format!("agreement {number} line {}", row.line_number);
            let none = Buckets::default();
            let recorded = ledger.remove(&row.id).unwrap_or_default();
            findings.compare("commitment-ledger", &subject, &commitment.used, &recorded);
            let lines = drawn.get(&row.id).unwrap_or(&none);
            findings.compare("commitment-lines", &subject, &commitment.used, lines);
            within(commitment, &subject, findings);
        }
    }
    for (id, balance) in ledger {
        if !balance.is_zero() {
            let text = "the ledger has a balance of a commitment that does not exist";
            findings.add("commitment-ledger", format!("commitment {id}"), text);
        }
    }
    Ok(())
}

/// An enforced maximum holds (AGR-7.1), nothing is counted in a measure that is not the promise's,
/// and the parts are the promise (AGR-12).
fn within(commitment: &Commitment, subject: &str, findings: &mut Findings) {
    let used = commitment.measure(&commitment.used);
    if commitment.max_enforced && used > commitment.committed() {
        let text = format!("{used} is used of at most {}", commitment.committed());
        findings.add("commitment-maximum", subject, text);
    }
    let quantity = commitment.used.used_quantity();
    if !commitment.promise.counts_quantity() && !quantity.is_zero() {
        let text = format!("{quantity} is counted as a quantity of a promised amount");
        findings.add("commitment-measure", subject, text);
    }
    let parts = Fulfillment::of_commitment(commitment, &commitment.used);
    let sum = parts.invoiced + parts.received_not_invoiced + parts.released_only + parts.remaining
        - parts.over_released;
    findings.compare("commitment-parts", subject, &sum, &parts.committed);
}

/// What the linked order lines draw on each of some commitments.
async fn drawn(
    scope: &impl Scope,
    commitments: &BTreeMap<AgreementLineId, Commitment>,
    findings: &mut Findings,
) -> Result<HashMap<AgreementLineId, Buckets>, Failure> {
    let mut sums: HashMap<AgreementLineId, Buckets> = HashMap::new();
    let lines = scope
        .find::<purchase_order_line::Entity>()
        .filter(purchase_order_line::Column::AgreementLineId.is_in(commitments.keys().copied()));
    let mut pages = Pages::of(lines);
    while let Some(rows) = pages.next().await? {
        let orders = orders_of(scope, &rows).await?;
        for line in rows {
            let Some(id) = line.agreement_line_id else {
                continue;
            };
            let (Some(own), Some(order)) =
                (commitments.get(&id), orders.get(&line.purchase_order_id))
            else {
                continue;
            };
            let currency = facts::currency(scope, order.currency).await?;
            let counts = own.promise.counts_quantity();
            let drawn = row::line(&line).buckets(counts, currency);
            if let Err(violation) = add(&mut sums, id, drawn) {
                let subject = format!("order {} line {}", order.number, line.line_number);
                findings.add("commitment-lines", subject, violation.to_string());
            }
        }
    }
    Ok(sums)
}

/// Adds what the linked lines of sales orders draw on each of some commitments.
async fn sold(
    scope: &impl Scope,
    commitments: &BTreeMap<AgreementLineId, Commitment>,
    sums: &mut HashMap<AgreementLineId, Buckets>,
    findings: &mut Findings,
) -> Result<(), Failure> {
    use sales_order_line::{Column, Entity};
    let lines = scope
        .find::<Entity>()
        .filter(Column::AgreementLineId.is_in(commitments.keys().copied()));
    let mut pages = Pages::of(lines);
    while let Some(rows) = pages.next().await? {
        let orders: BTreeSet<SalesOrderId> = rows.iter().map(|line| line.sales_order_id).collect();
        let orders = scope.find::<sales_order::Entity>().by_ids(orders).await?;
        let orders: HashMap<SalesOrderId, _> = orders.into_iter().map(|o| (o.id, o)).collect();
        for line in rows {
            let Some(id) = line.agreement_line_id else {
                continue;
            };
            let (Some(own), Some(order)) = (commitments.get(&id), orders.get(&line.sales_order_id))
            else {
                continue;
            };
            let currency = facts::currency(scope, order.currency).await?;
            let counts = own.promise.counts_quantity();
            let drawn = contribution(&sales_row::state(&line), counts, currency);
            if let Err(violation) = add(sums, id, drawn) {
                let subject = format!("sales order {} line {}", order.number, line.line_number);
                findings.add("commitment-lines", subject, violation.to_string());
            }
        }
    }
    Ok(())
}

/// Adds what something draws on a commitment.
fn add(
    sums: &mut HashMap<AgreementLineId, Buckets>,
    id: AgreementLineId,
    drawn: Result<Buckets, Violation>,
) -> Result<(), Violation> {
    let sum = sums.entry(id).or_default();
    *sum = sum.add(&drawn?)?;
    Ok(())
}

/// Adds what posted invoice lines without an order draw on each of some commitments (AGR-2).
async fn invoiced(
    scope: &impl Scope,
    commitments: &BTreeMap<AgreementLineId, Commitment>,
    sums: &mut HashMap<AgreementLineId, Buckets>,
    findings: &mut Findings,
) -> Result<(), Failure> {
    use purchase_invoice_line::{Column, Entity};
    let lines = scope
        .find::<Entity>()
        .filter(Column::AgreementLineId.is_in(commitments.keys().copied()))
        .filter(Column::PurchaseOrderLineId.is_null());
    let mut pages = Pages::of(lines);
    while let Some(rows) = pages.next().await? {
        for line in rows {
            let Some((id, own)) = line
                .agreement_line_id
                .and_then(|id| Some((id, commitments.get(&id)?)))
            else {
                continue;
            };
            let amount = line.net_amount.checked_add(line.invoice_discount_amount);
            let brought = Buckets {
                invoiced_quantity: line.quantity,
                invoiced_amount: amount.unwrap_or_default(),
                ..Buckets::default()
            };
            let brought = match own.promise.counts_quantity() {
                true => brought,
                false => brought.amounts_only(),
            };
            if let Err(violation) = add(sums, id, Ok(brought)) {
                let subject = format!("invoice {} line {}", line.document_number, line.line_number);
                findings.add("commitment-lines", subject, violation.to_string());
            }
        }
    }
    Ok(())
}

/// The orders of some order lines.
pub(super) async fn orders_of(
    scope: &impl Scope,
    lines: &[purchase_order_line::Model],
) -> Result<HashMap<PurchaseOrderId, purchase_order::Model>, Failure> {
    let ids: BTreeSet<PurchaseOrderId> = lines.iter().map(|line| line.purchase_order_id).collect();
    let orders = scope.find::<purchase_order::Entity>().by_ids(ids).await?;
    Ok(orders.into_iter().map(|order| (order.id, order)).collect())
}
