//! Order lines: their net amounts by the formula (AGR-4), and the commitments they are linked to
//! (AGR-8).

use std::collections::{BTreeSet, HashMap};

use entity::ids::AgreementLineId;
use entity::kinds::PurchaseOrderStatus;
use entity::{agreement_line, purchase_order, purchase_order_line};

use crate::domain::money::net_amount;
use crate::failure::Failure;
use crate::tenancy::Scope;
use crate::usecase::commitment::facts;
use crate::usecase::purchase_order_line::row;

use super::commitments::orders_of;
use super::{Findings, Pages};

/// Checks every order line of the legal entity.
pub async fn run(scope: &impl Scope, findings: &mut Findings) -> Result<(), Failure> {
    let mut pages = Pages::of(scope.find::<purchase_order_line::Entity>());
    while let Some(lines) = pages.next().await? {
        let orders = orders_of(scope, &lines).await?;
        let links: BTreeSet<AgreementLineId> =
            lines.iter().filter_map(|l| l.agreement_line_id).collect();
        let linked = scope.find::<agreement_line::Entity>().by_ids(links).await?;
        let linked: HashMap<AgreementLineId, _> = linked.into_iter().map(|l| (l.id, l)).collect();
        for line in &lines {
            let Some(order) = orders.get(&line.purchase_order_id) else {
                let subject = format!("order line {}", line.id);
                findings.add("order-line", subject, "its order does not exist");
                continue;
            };
            let subject = format!("order {} line {}", order.number, line.line_number);
            price(scope, &subject, order, line, findings).await?;
            let commitment = line.agreement_line_id.map(|id| linked.get(&id));
            if let Some(commitment) = commitment {
                link(&subject, order, commitment, findings);
            }
            let left = line.quantity != line.cancelled_quantity;
            if order.status == PurchaseOrderStatus::Cancelled && left {
                findings.add("order-cancelled", &subject, "not all of it was given up");
            }
        }
    }
    Ok(())
}

/// What is invoiced counts at the invoice's price; all else at the line's own terms.
async fn price(
    scope: &impl Scope,
    subject: &str,
    order: &purchase_order::Model,
    line: &purchase_order_line::Model,
    findings: &mut Findings,
) -> Result<(), Failure> {
    if !line.invoiced_amount.is_zero() {
        return Ok(());
    }
    let currency = facts::currency(scope, order.currency).await?;
    match net_amount(line.quantity, &row::line(line).priced.terms, currency) {
        Ok(expected) => {
            findings.compare("order-line-amount", subject, &line.net_amount, &expected);
        }
        Err(violation) => findings.add("order-line-amount", subject, violation),
    }
    Ok(())
}

fn link(
    subject: &str,
    order: &purchase_order::Model,
    commitment: Option<&agreement_line::Model>,
    findings: &mut Findings,
) {
    match commitment {
        None => findings.add("order-line-link", subject, "its commitment does not exist"),
        Some(commitment) if order.agreement_id != Some(commitment.agreement_id) => {
            let text = "its commitment is of another agreement than its order's";
            findings.add("order-line-link", subject, text);
        }
        Some(_) => {}
    }
}
