//! After an act: the other side of what it wrote is brought in line, or the act is refused. What
//! the act did is known from the rows that it wrote, so that no operation can leave one side alone.

use std::collections::BTreeSet;
use std::str::FromStr;

use chrono::NaiveDate;
use entity::ids::{
    PurchaseInvoiceId, PurchaseOrderId, PurchaseOrderLineId, SalesInvoiceId, SalesOrderId,
};
use entity::kinds::ChainOrigin;
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::domain::chain::{Allowed, Difference, Field, Line, Order, differences};
use crate::domain::violation::{Refusal, Trade, Violation};
use crate::failure::Failure;
use crate::tenancy::{Change, ChangeKind, Partner, Scope, TenantTx};
use crate::usecase::purchase_receipt::post as receipt;

use super::documents::{self, Bought, ReadPurchase, ReadSale, Sold};
use super::{invoice, purchase, sales};

/// What an act wrote of orders that go with a trading partner's.
#[derive(Default)]
struct Touched {
    purchases: BTreeSet<PurchaseOrderId>,
    sales: BTreeSet<SalesOrderId>,
    /// The number and the day of the shipment that was posted.
    shipment: Option<(String, NaiveDate)>,
    /// What was posted of invoices, of whatever orders.
    purchase_invoices: Vec<PurchaseInvoiceId>,
    sales_invoices: Vec<SalesInvoiceId>,
}

/// Brings the other side in line with what the transaction has written so far. Says whether there
/// was anything to do.
///
/// # Errors
/// A refusal where the order follows from the partner's and may not be changed here, where an
/// invoice is not the partner's, where the partner's side refuses, or the trade has been stopped;
/// or when the database fails.
pub async fn run(tx: &TenantTx) -> Result<bool, Failure> {
    let touched = tx.written(touched);
    for order in &touched.purchases {
        bought(tx, *order).await?;
    }
    for order in &touched.sales {
        sold(tx, *order, touched.shipment.as_ref()).await?;
    }
    // What is invoiced of an order line is written on it, so that without orders there is nothing.
    if !touched.purchases.is_empty() {
        for invoice in touched.purchase_invoices {
            invoice::bought(tx, invoice).await?;
        }
    }
    if !touched.sales.is_empty() {
        for invoice in touched.sales_invoices {
            invoice::sold(tx, invoice).await?;
        }
    }
    Ok(!touched.purchases.is_empty() || !touched.sales.is_empty())
}

fn touched(changes: &[Change]) -> Touched {
    let mut touched = Touched::default();
    for change in changes {
        let has = |column: &str| change.values.get(column).is_some_and(|own| !own.is_null());
        match change.table {
            "purchase_order" if has("chain_legal_entity_id") => {
                touched.purchases.insert(PurchaseOrderId(change.id));
            }
            "purchase_order_line" if has("chain_sales_order_line_id") => {
                let order = key(change, "purchase_order_id").map(PurchaseOrderId);
                touched.purchases.extend(order);
            }
            "sales_order" if has("chain_legal_entity_id") => {
                touched.sales.insert(SalesOrderId(change.id));
            }
            "sales_order_line" if has("chain_purchase_order_line_id") => {
                let order = key(change, "sales_order_id").map(SalesOrderId);
                touched.sales.extend(order);
            }
            "sales_shipment" if change.kind == ChangeKind::Inserted => {
                let day = text(change, "posting_date").and_then(|day| day.parse().ok());
                let number = text(change, "number").map(str::to_owned);
                touched.shipment = number.zip(day);
            }
            "purchase_invoice" if change.kind == ChangeKind::Inserted => {
                touched.purchase_invoices.push(PurchaseInvoiceId(change.id));
            }
            "sales_invoice" if change.kind == ChangeKind::Inserted => {
                touched.sales_invoices.push(SalesInvoiceId(change.id));
            }
            _ => {}
        }
    }
    touched
}

fn text<'a>(change: &'a Change, column: &str) -> Option<&'a str> {
    change.values.get(column)?.as_str()
}

fn key(change: &Change, column: &str) -> Option<Uuid> {
    Uuid::from_str(text(change, column)?).ok()
}

/// A purchase order of ours was written.
async fn bought(tx: &TenantTx, id: PurchaseOrderId) -> Result<(), Failure> {
    let Some(own) = documents::purchase(tx, id).await? else {
        return Ok(());
    };
    let order = &own.order;
    let chain = (order.chain_legal_entity_id, order.chain_sales_order_id);
    let (Some(seller), Some(twin)) = chain else {
        return Ok(());
    };
    let partner = tx.meet(seller).await?;
    let theirs = tx.with(&partner, &ReadSale(twin)).await?;
    if let Some(theirs) = &theirs {
        let found = differences(&own.said, &theirs.said);
        received_what_was_shipped(&own.said, &theirs.said, &found)?;
        if !changes(order.chain_origin, &partner, &found)? {
            return Ok(());
        }
    }
    let customer = partner.theirs.customer_id;
    let take = sales::Take {
        buyer: order.legal_entity_id,
        buyer_code: tx.legal_entity().await?.code,
        purchase: (order.id, order.number.clone()),
        order: twin,
        customer: customer.ok_or_else(not_mutual)?,
        numbering: partner.theirs.order_numbering,
        order_date: order.order_date,
        delivery_address: order.delivery_address.clone(),
        said: own.said.clone(),
        words: words(&own),
    };
    tx.with(&partner, &take).await.map_err(by_partner)
}

/// A sales order of ours was written.
async fn sold(
    tx: &TenantTx,
    id: SalesOrderId,
    shipment: Option<&(String, NaiveDate)>,
) -> Result<(), Failure> {
    let Some(own) = documents::sale(tx, id).await? else {
        return Ok(());
    };
    let order = &own.order;
    let chain = (order.chain_legal_entity_id, order.chain_purchase_order_id);
    let (Some(buyer), Some(twin)) = chain else {
        return Ok(());
    };
    let partner = tx.meet(buyer).await?;
    let theirs = tx.with(&partner, &ReadPurchase(twin)).await?;
    if let Some(theirs) = &theirs {
        let found = differences(&own.said, &theirs.said);
        if changes(order.chain_origin, &partner, &found)? {
            take(tx, &partner, &own, twin).await?;
        }
        return arrive(tx, &partner, (&own, theirs), shipment).await;
    }
    take(tx, &partner, &own, twin).await
}

async fn take(
    tx: &TenantTx,
    partner: &Partner,
    own: &Sold,
    twin: PurchaseOrderId,
) -> Result<(), Failure> {
    let order = &own.order;
    let vendor = partner.theirs.vendor_id;
    let take = purchase::Take {
        seller: order.legal_entity_id,
        seller_code: tx.legal_entity().await?.code,
        sale: (order.id, order.number.clone()),
        order: twin,
        vendor: vendor.ok_or_else(not_mutual)?,
        numbering: partner.theirs.order_numbering,
        order_date: order.order_date,
        delivery_address: order.delivery_address.clone(),
        said: own.said.clone(),
        words: named(own),
    };
    tx.with(partner, &take).await.map_err(by_partner)
}

/// Whether an order says something that its twin does not say yet. An order that follows may do so
/// only where that is allowed.
fn changes(
    origin: Option<ChainOrigin>,
    partner: &Partner,
    found: &[Difference],
) -> Result<bool, Failure> {
    let allowed = Allowed {
        prices: partner.ours.price_changes_allowed,
        discounts: partner.ours.discount_changes_allowed,
    };
    let fixed = found.iter().find(|own| !allowed.covers(own.field));
    if let (Some(ChainOrigin::Derived), Some(fixed)) = (origin, fixed) {
        let violation = Violation::Trade(Trade::FollowsPartner);
        return Err(Failure::refused(fixed.field.input(), violation));
    }
    Ok(found.iter().any(|own| own.field != Field::Moved))
}

/// Nothing comes that has not left.
fn received_what_was_shipped(
    ours: &Order,
    theirs: &Order,
    found: &[Difference],
) -> Result<(), Failure> {
    for own in found.iter().filter(|own| own.field == Field::Moved) {
        let (Some(received), Some(shipped)) = (moved(ours, own.ours), moved(theirs, own.theirs))
        else {
            continue;
        };
        if received.moved > shipped.moved {
            let shipped = shipped.moved;
            return Err(Failure::refused(
                "quantity",
                Violation::Trade(Trade::NotShipped { shipped }),
            ));
        }
    }
    Ok(())
}

fn moved(order: &Order, line: Option<Uuid>) -> Option<&Line> {
    order.lines.iter().find(|own| Some(own.id) == line)
}

/// What has left the seller comes to the buyer at once, where the buyer wants that.
async fn arrive(
    tx: &TenantTx,
    partner: &Partner,
    (own, theirs): (&Sold, &Bought),
    shipment: Option<&(String, NaiveDate)>,
) -> Result<(), Failure> {
    let mut lines = Vec::new();
    for line in &own.said.lines {
        let Some(bought) = moved(&theirs.said, line.twin) else {
            continue;
        };
        let on_its_way: Decimal = line.moved.decimal() - bought.moved.decimal();
        if on_its_way.is_sign_negative() && !on_its_way.is_zero() {
            // The buyer has it: there it has to be undone first.
            return Err(Failure::refused("id", Violation::AlreadyReceived));
        }
        if !on_its_way.is_zero() {
            lines.push(receipt::Arriving {
                line: PurchaseOrderLineId(bought.id),
                quantity: on_its_way,
            });
        }
    }
    let Some((number, day)) = shipment else {
        return Ok(());
    };
    if lines.is_empty() || !partner.theirs.receipt_from_shipment {
        return Ok(());
    }
    let receive = receipt::Post {
        order: theirs.order.id,
        posting_date: Some(*day),
        vendor_shipment_number: Some(number.clone()),
        lines,
    };
    tx.with(partner, &receive).await.map_err(by_partner)?;
    Ok(())
}

/// What is bought, by line.
fn words(own: &Bought) -> Vec<String> {
    own.lines
        .iter()
        .map(|line| line.description.clone())
        .collect()
}

/// What is sold, by line; comments are not said.
fn named(own: &Sold) -> Vec<String> {
    let said = own.said.lines.iter();
    let words = said.map(|line| {
        let mut rows = own.lines.iter();
        let row = rows.find(|row| row.id.0 == line.id);
        row.map(|row| row.description.clone()).unwrap_or_default()
    });
    words.collect()
}

fn not_mutual() -> Failure {
    Failure::refused("", Violation::Trade(Trade::NotMutual))
}

/// Tells what the partner's side says in our own places, and who says it.
pub(super) fn by_partner(failure: Failure) -> Failure {
    match failure {
        Failure::Refused(refusals) => {
            let ours = refusals.into_iter().map(|refusal| Refusal {
                violation: Violation::Trade(Trade::RefusedByPartner {
                    reason: refusal.violation.to_string(),
                }),
                ..refusal
            });
            Failure::Refused(ours.collect())
        }
        other => other,
    }
}
