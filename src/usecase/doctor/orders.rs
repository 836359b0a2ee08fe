//! Order lines: their net amounts by the formula (AGR-4), the commitments they are linked to
//! (AGR-8), and what of them was received and invoiced (PST-1).

use std::collections::{BTreeSet, HashMap};

use entity::exact::{Amount, Quantity};
use entity::ids::{AgreementLineId, PurchaseOrderLineId};
use entity::kinds::PurchaseOrderStatus;
use entity::{
    agreement_line, purchase_invoice_line, purchase_order, purchase_order_line,
    purchase_receipt_line,
};
use sea_orm::ColumnTrait;

use crate::domain::money::net_amount;
use crate::failure::Failure;
use crate::tenancy::Scope;
use crate::usecase::commitment::facts;
use crate::usecase::purchase_order_line::row;

use super::commitments::orders_of;
use super::{Findings, Pages, grouped};

/// Checks every order line of the legal entity.
pub async fn run(scope: &impl Scope, findings: &mut Findings) -> Result<(), Failure> {
    let mut pages = Pages::of(scope.find::<purchase_order_line::Entity>());
    while let Some(lines) = pages.next().await? {
        let orders = orders_of(scope, &lines).await?;
        let links: BTreeSet<AgreementLineId> =
            lines.iter().filter_map(|l| l.agreement_line_id).collect();
        let linked = scope.find::<agreement_line::Entity>().by_ids(links).await?;
        let linked: HashMap<AgreementLineId, _> = linked.into_iter().map(|l| (l.id, l)).collect();
        let moved = Moved::load(scope, &lines).await?;
        for line in &lines {
            let Some(order) = orders.get(&line.purchase_order_id) else {
                let subject = format!("order line {}", line.id);
                findings.add("order-line", subject, "its order does not exist");
                continue;
            };
            let subject = format!("order {} line {}", order.number, line.line_number);
            moved.check(&subject, line, findings);
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

/// What posted documents have moved of some order lines.
struct Moved {
    /// Quantities received, with what was undone or went back.
    received: HashMap<PurchaseOrderLineId, [i64; 1]>,
    /// Quantities invoiced, net amounts and the invoice discounts that these are less by.
    invoiced: HashMap<PurchaseOrderLineId, [i64; 3]>,
}

impl Moved {
    async fn load(
        scope: &impl Scope,
        lines: &[purchase_order_line::Model],
    ) -> Result<Self, Failure> {
        use {
            purchase_invoice_line::Column as Invoiced, purchase_receipt_line::Column as Received,
        };
        let ids = || lines.iter().map(|line| line.id);
        let received = scope.find::<purchase_receipt_line::Entity>();
        let received = received.filter(Received::PurchaseOrderLineId.is_in(ids()));
        let received = received.sums_by(Received::PurchaseOrderLineId, &[Received::Quantity]);
        let invoiced = scope.find::<purchase_invoice_line::Entity>();
        let invoiced = invoiced.filter(Invoiced::PurchaseOrderLineId.is_in(ids()));
        let invoiced = invoiced.sums_by(
            Invoiced::PurchaseOrderLineId,
            &[
                Invoiced::Quantity,
                Invoiced::NetAmount,
                Invoiced::InvoiceDiscountAmount,
            ],
        );
        Ok(Self {
            received: grouped(received.await?),
            invoiced: grouped(invoiced.await?),
        })
    }

    /// A line was received and invoiced as its documents say: nothing is invoiced that was not
    /// received, and nothing received that was not ordered.
    fn check(&self, subject: &str, line: &purchase_order_line::Model, findings: &mut Findings) {
        let [received] = self.received.get(&line.id).copied().unwrap_or_default();
        let [invoiced, net, discount] = self.invoiced.get(&line.id).copied().unwrap_or_default();
        for (check, stored, steps) in [
            ("order-line-received", line.received_quantity, received),
            ("order-line-invoiced", line.invoiced_quantity, invoiced),
        ] {
            findings.compare(check, subject, &stored, &Quantity::from_steps(steps));
        }
        let amount = Amount::from_steps(net).checked_add(Amount::from_steps(discount));
        let stored = Some(line.invoiced_amount);
        findings.compare("order-line-invoiced", subject, &stored, &amount);
        let ordered = line.quantity.steps() - line.cancelled_quantity.steps();
        let (received, invoiced) = (&line.received_quantity, &line.invoiced_quantity);
        let mut steps = [0, invoiced.steps(), received.steps(), ordered];
        if line.quantity < Quantity::ZERO {
            steps = steps.map(|steps| -steps);
        }
        if !steps.is_sorted() {
            let ordered = Quantity::from_steps(ordered);
            let text = format!("{invoiced} of {received} of {ordered} are invoiced");
            findings.add("order-line-progress", subject, text);
        }
    }
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
