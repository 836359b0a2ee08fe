//! After an act: the other side of what it wrote is brought in line, or the act is refused. What
//! the act did is known from the rows that it wrote, so that no operation can leave one side alone.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use chrono::NaiveDate;
use entity::ids::{
    AgreementId, LegalEntityId, PurchaseInvoiceId, PurchaseOrderId, PurchaseOrderLineId,
    SalesInvoiceId, SalesOrderId,
};
use entity::kinds::ChainOrigin;
use entity::trading_partner;
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::domain::chain::{Allowed, Difference, Field, Order, differences};
use crate::domain::violation::{Refusal, Trade, Violation};
use crate::failure::Failure;
use crate::tenancy::{Change, ChangeKind, Partner, Scope, TenantTx};
use crate::usecase::amount_limit;
use crate::usecase::purchase_receipt::post as receipt;

use super::documents::{self, Bought, ReadPurchase, ReadSale, Sold};
use super::source::Source;
use super::{agreement, invoice, purchase, sales};

/// What an act wrote of orders that go with a trading partner's.
#[derive(Default)]
struct Touched {
    agreements: BTreeSet<AgreementId>,
    purchases: BTreeSet<PurchaseOrderId>,
    sales: BTreeSet<SalesOrderId>,
    /// The shipments that were posted, by their keys.
    shipments: BTreeMap<Uuid, Shipment>,
    /// What was posted of invoices, of whatever orders.
    purchase_invoices: Vec<PurchaseInvoiceId>,
    sales_invoices: Vec<SalesInvoiceId>,
}

/// What has left with a shipment.
#[derive(Default)]
struct Shipment {
    number: String,
    day: Option<NaiveDate>,
    /// How much of which order line, in its unit.
    lines: Vec<(Uuid, Decimal)>,
}

/// How often the sides of a chain are looked at before it is given up. Each look at one brings
/// another in line at most once for each leg, and what is in line is written no more.
const ROUNDS: usize = 16;

/// Brings the other sides in line with what the transaction has written so far: the partner's, and
/// whoever trades with the partner over what was written there, until nothing more is written.
///
/// # Errors
/// A refusal where the order follows from the partner's and may not be changed here, where an
/// invoice is not the partner's, where a partner's side refuses, or the trade has been stopped;
/// or when the database fails.
pub async fn run(tx: &TenantTx) -> Result<(), Failure> {
    let asked_by = tx.grant().legal_entity();
    let mut looked: BTreeMap<LegalEntityId, usize> = BTreeMap::new();
    for _ in 0..ROUNDS {
        let mut is_still = true;
        for side in tx.in_each() {
            let own = side.grant().legal_entity();
            let from = looked.get(&own).copied().unwrap_or_default();
            let look = |all: &[Change]| (touched(all.get(from..).unwrap_or_default()), all.len());
            let (touched, so_many) = side.written(look);
            if so_many == from {
                continue;
            }
            is_still = false;
            looked.insert(own, so_many);
            let done = Box::pin(bring(&side, touched)).await;
            match own == asked_by {
                true => done?,
                false => done.map_err(elsewhere)?,
            }
        }
        if is_still {
            return Ok(());
        }
    }
    Err(Failure::Broken("a chain leads nowhere".to_owned()))
}

/// Brings the other side of what one side wrote in line.
async fn bring(tx: &TenantTx, touched: Touched) -> Result<(), Failure> {
    for agreement in touched.agreements {
        agreement::follow(tx, agreement).await?;
    }
    for order in &touched.purchases {
        bought(tx, *order).await?;
    }
    for order in &touched.sales {
        sold(tx, *order, &touched.shipments).await?;
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
    Ok(())
}

fn touched(changes: &[Change]) -> Touched {
    let mut touched = Touched::default();
    for change in changes {
        let has = |column: &str| change.values.get(column).is_some_and(|own| !own.is_null());
        match change.table {
            "agreement" if has("chain_legal_entity_id") => {
                touched.agreements.insert(AgreementId(change.id));
            }
            "agreement_line" if has("chain_agreement_line_id") => {
                let agreement = key(change, "agreement_id").map(AgreementId);
                touched.agreements.extend(agreement);
            }
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
                let shipment = touched.shipments.entry(change.id).or_default();
                shipment.number = text(change, "number").unwrap_or_default().to_owned();
                shipment.day = text(change, "posting_date").and_then(|day| day.parse().ok());
            }
            "purchase_invoice" if change.kind == ChangeKind::Inserted => {
                touched.purchase_invoices.push(PurchaseInvoiceId(change.id));
            }
            "sales_invoice" if change.kind == ChangeKind::Inserted => {
                touched.sales_invoices.push(SalesInvoiceId(change.id));
            }
            // What comes back is no shipment of anything.
            "sales_shipment_line" if !has("undoes_sales_shipment_line_id") => {
                let quantity = text(change, "quantity").and_then(|text| text.parse().ok());
                let line = key(change, "sales_order_line_id").zip(quantity);
                let shipment = key(change, "sales_shipment_id").unwrap_or_default();
                touched
                    .shipments
                    .entry(shipment)
                    .or_default()
                    .lines
                    .extend(line);
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
    // It binds us from now on, which drafts do not.
    let beyond = amount_limit::beyond_order(tx, order, tx.today()).await?;
    amount_limit::none("lines", beyond)?;
    let take = sales::Take {
        source: Source {
            legal_entity: order.legal_entity_id,
            code: tx.legal_entity().await?.code,
            order: order.id.0,
            number: order.number.clone(),
            twin: twin.0,
            agreement: agreement::twin(tx, order.agreement_id, partner.legal_entity()).await?,
            numbering: partner.theirs().order_numbering,
            order_date: order.order_date,
            delivery_address: order.delivery_address.clone(),
            said: own.said,
        },
        customer: partner.customer()?,
        allowed: allowed(partner.theirs()),
    };
    tx.with(&partner, &take).await.map_err(by_partner)
}

/// A sales order of ours was written.
async fn sold(
    tx: &TenantTx,
    id: SalesOrderId,
    shipments: &BTreeMap<Uuid, Shipment>,
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
        return arrive(tx, &partner, (&own, theirs), shipments).await;
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
    let take = purchase::Take {
        source: Source {
            legal_entity: order.legal_entity_id,
            code: tx.legal_entity().await?.code,
            order: order.id.0,
            number: order.number.clone(),
            twin: twin.0,
            agreement: agreement::twin(tx, order.agreement_id, partner.legal_entity()).await?,
            numbering: partner.theirs().order_numbering,
            order_date: order.order_date,
            delivery_address: order.delivery_address.clone(),
            said: own.said.clone(),
        },
        vendor: partner.vendor()?,
    };
    let taken = tx.with(partner, &take).await;
    taken.map_err(|failure| by_partner(in_place(failure, own)))
}

/// Whether an order says something that its twin does not say yet. An order that follows may do so
/// only where that is allowed.
fn changes(
    origin: Option<ChainOrigin>,
    partner: &Partner,
    found: &[Difference],
) -> Result<bool, Failure> {
    if found.iter().any(|own| own.field == Field::UnitFactor) {
        let reason = "both legal entities have to count as many base units in the unit";
        let reason = reason.to_owned();
        return Err(Failure::refused("unit", Violation::NotAllowed { reason }));
    }
    let allowed = allowed(partner.ours());
    let fixed = found.iter().find(|own| !allowed.covers(own.field));
    if let (Some(ChainOrigin::Derived), Some(fixed)) = (origin, fixed) {
        let violation = Violation::Trade(Trade::FollowsPartner);
        return Err(Failure::refused(fixed.field.input(), violation));
    }
    Ok(found.iter().any(|own| own.field != Field::Moved))
}

/// What a legal entity lets be changed on its orders.
fn allowed(row: &trading_partner::Model) -> Allowed {
    Allowed {
        prices: row.price_changes_allowed,
        discounts: row.discount_changes_allowed,
    }
}

/// Nothing comes that has not left.
fn received_what_was_shipped(
    ours: &Order,
    theirs: &Order,
    found: &[Difference],
) -> Result<(), Failure> {
    for own in found.iter().filter(|own| own.field == Field::Moved) {
        let received = own.ours.and_then(|id| ours.line(id));
        let shipped = own.theirs.and_then(|id| theirs.line(id));
        let (Some(received), Some(shipped)) = (received, shipped) else {
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

/// What has left the seller comes to the buyer at once, where the buyer wants that: a receipt for
/// each shipment.
async fn arrive(
    tx: &TenantTx,
    partner: &Partner,
    (own, theirs): (&Sold, &Bought),
    shipments: &BTreeMap<Uuid, Shipment>,
) -> Result<(), Failure> {
    for line in &own.said.lines {
        let bought = line.twin.and_then(|id| theirs.said.line(id));
        if bought.is_some_and(|bought| line.moved < bought.moved) {
            // The buyer has it: there it has to be undone first.
            return Err(Failure::refused("id", Violation::AlreadyReceived));
        }
    }
    if !partner.theirs().receipt_from_shipment {
        return Ok(());
    }
    for shipment in shipments.values() {
        let arriving = shipment.lines.iter().filter_map(|(line, quantity)| {
            let twin = own.said.line(*line)?.twin?;
            Some(receipt::Arriving {
                line: PurchaseOrderLineId(theirs.said.line(twin)?.id),
                quantity: *quantity,
            })
        });
        let lines: Vec<_> = arriving.collect();
        if lines.is_empty() {
            continue;
        }
        let receive = receipt::Post {
            order: theirs.order.id,
            posting_date: shipment.day,
            vendor_shipment_number: Some(shipment.number.clone()),
            lines,
        };
        tx.with(partner, &receive).await.map_err(by_partner)?;
    }
    Ok(())
}

/// Tells what is said further on in a chain, which is about no place of our input.
fn elsewhere(failure: Failure) -> Failure {
    match by_partner(failure) {
        Failure::Refused(refusals) => {
            let ours = refusals.into_iter();
            Failure::Refused(ours.map(|own| Refusal::of("", own.violation)).collect())
        }
        other => other,
    }
}

/// Tells of the lines of our order what is said of those that the partner is told: comments are
/// among ours only.
fn in_place(failure: Failure, own: &Sold) -> Failure {
    let place = |told: usize| {
        let line = own.said.lines.get(told)?;
        own.lines.iter().position(|row| row.id.0 == line.id)
    };
    match failure {
        Failure::Refused(mut refusals) => {
            for refusal in &mut refusals {
                refusal.element = refusal.element.and_then(place);
            }
            Failure::Refused(refusals)
        }
        other => other,
    }
}

/// Tells what the partner's side says in our own places, and who says it. What is about the trade
/// itself is told in its words; of the rest only that it is so.
pub(super) fn by_partner(failure: Failure) -> Failure {
    match failure {
        Failure::Refused(refusals) => {
            let ours = refusals.into_iter().map(|refusal| {
                let reason = match &refusal.violation {
                    Violation::NotFound
                    | Violation::NotAllowed { .. }
                    | Violation::ItemBlocked
                    | Violation::CustomerBlocked
                    | Violation::VendorBlocked
                    | Violation::UnitNotOfItem { .. }
                    | Violation::TooManyDecimals { .. }
                    | Violation::AlreadyReceived
                    | Violation::BelowReceived { .. }
                    | Violation::OrderStatus { .. }
                    | Violation::Trade(_) => refusal.violation.to_string(),
                    _ => "rules of its own stand against it".to_owned(),
                };
                Refusal {
                    violation: Violation::Trade(Trade::RefusedByPartner { reason }),
                    ..refusal
                }
            });
            Failure::Refused(ours.collect())
        }
        other => other,
    }
}
