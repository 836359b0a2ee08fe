//! Shipping what a customer has ordered: from our stock, or from a vendor straight to the customer
//! (ORD-6). There is one shipment for each that delivers.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use entity::ids::{PurchaseOrderId, SalesOrderId, SalesOrderLineId};
use entity::kinds::{CommitmentEntryType, NumberSequenceScope, SalesOrderStatus};
use entity::sales_shipment::Model;
use entity::{purchase_order, purchase_order_line, sales_order, sales_order_line};
use rust_decimal::Decimal;

use crate::domain::violation::{Refusal, Violation};
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::ledger::setup::Setup;
use crate::usecase::ledger::{groups, period};
use crate::usecase::number_sequence::draw;
use crate::usecase::outcome::WarnedAll;
use crate::usecase::price::units;
use crate::usecase::purchase_receipt::post as receipt;
use crate::usecase::sales_order::facts::lock;
use crate::usecase::sales_order_line::read;
use crate::usecase::shipping::{Line, Shipment, leaves, outstanding};

use super::write;

/// The shipment that is wanted.
#[derive(Clone, Debug)]
pub struct Post {
    /// The order.
    pub order: SalesOrderId,
    /// The day it is posted for; today if none.
    pub posting_date: Option<NaiveDate>,
    /// What leaves; all that is outstanding and can leave if empty.
    pub lines: Vec<Leaving>,
}

/// What leaves of an order line.
#[derive(Clone, Copy, Debug)]
pub struct Leaving {
    /// The order line.
    pub line: SalesOrderLineId,
    /// How much, in the line's unit.
    pub quantity: Decimal,
}

type Bindings = HashMap<SalesOrderLineId, purchase_order_line::Model>;
type Wanted<'a> = (Option<usize>, &'a sales_order_line::Model, Decimal);

impl Act for Post {
    type Out = WarnedAll<Model>;

    async fn run(&self, tx: &TenantTx) -> Result<WarnedAll<Model>, Failure> {
        let orders = tx.find::<sales_order::Entity>();
        let order = orders.named("salesOrderId", self.order).await?;
        let seen = read::of_orders(tx, &[self.order]).await?;
        let bindings = read::bindings(tx, &seen).await?;
        let mut check = Check::new();
        let delivered = self.delivered(tx, &seen, &bindings, &mut check).await?;
        let leaves = |line: &sales_order_line::Model| {
            let asked = !line.drop_shipment || bindings.contains_key(&line.id);
            asked && !outstanding(line).is_zero()
        };
        // Of an order that was given up nothing is outstanding: that it was is told below.
        let is_open = order.status != SalesOrderStatus::Cancelled;
        if is_open && self.lines.is_empty() && !seen.iter().any(leaves) {
            check.refuse("lines", Violation::NothingToPost);
        }
        let own = check.absorb(self.own(tx, &bindings).await)?;
        check.done()?;
        let rows = own.flatten().into_iter().chain(delivered).collect();
        Ok(WarnedAll {
            rows,
            warnings: Vec::new(),
        })
    }
}

impl Post {
    /// What vendors deliver: the receipts of their orders post the shipments.
    async fn delivered(
        &self,
        tx: &TenantTx,
        lines: &[sales_order_line::Model],
        bindings: &Bindings,
        check: &mut Check,
    ) -> Result<Vec<Model>, Failure> {
        let mut orders: BTreeMap<PurchaseOrderId, Vec<(Option<usize>, receipt::Arriving)>> =
            BTreeMap::new();
        // What is wrong with what is named is told when our own lines are looked at.
        for (element, line, quantity) in self.wanted(lines, &mut Check::new()) {
            if let Some(bound) = bindings.get(&line.id) {
                let arriving = receipt::Arriving {
                    line: bound.id,
                    quantity,
                };
                let of_order = orders.entry(bound.purchase_order_id).or_default();
                of_order.push((element, arriving));
            }
        }
        // All of them before the sales order, in the order of their ids.
        let locked = tx.find::<purchase_order::Entity>().lock();
        locked.by_ids(orders.keys().copied()).await?;
        let mut shipments = Vec::new();
        for (order, arriving) in orders {
            let (elements, lines): (Vec<_>, Vec<_>) = arriving.into_iter().unzip();
            let post = receipt::Post {
                order,
                posting_date: self.posting_date,
                vendor_shipment_number: None,
                lines,
            };
            match Box::pin(post.both(tx)).await {
                Ok((_, shipment)) => shipments.extend(shipment),
                Err(Failure::Refused(refusals)) => {
                    let own = refusals.into_iter();
                    check.extend(own.map(|refusal| here(refusal, &elements)));
                }
                Err(failure) => return Err(failure),
            }
        }
        Ok(shipments)
    }

    /// What we deliver ourselves.
    async fn own(&self, tx: &TenantTx, bindings: &Bindings) -> Result<Option<Model>, Failure> {
        let open = lock(tx, "salesOrderId", self.order).await?;
        let lines = read::lock_of(tx, self.order).await?;
        let mut check = Check::new();
        open.must_be_open("salesOrderId", &mut check);
        let customer = open.customer(tx, "salesOrderId", &mut check).await?;
        let posting_date = self.posting_date.unwrap_or_else(|| tx.today());
        check.date("postingDate", posting_date);
        period::must_be_open(tx, "postingDate", posting_date, true, &mut check).await?;
        let setup = check.absorb(Setup::hold(tx).await)?;
        let mut wanted = self.wanted(&lines, &mut check);
        // Drop shipments that no vendor was asked for wait, unless they are named.
        wanted.retain(|(element, line, _)| {
            let named = element.is_some() || !line.drop_shipment;
            named && !bindings.contains_key(&line.id)
        });
        let mut decided = Vec::new();
        for (element, line, quantity) in wanted {
            let mut own = Check::new();
            if let Some(unit) = &line.unit {
                units::scale(tx, "quantity", quantity, unit, &mut own).await?;
            }
            if line.drop_shipment {
                let reason = "no vendor was asked to deliver it yet".to_owned();
                own.refuse("salesOrderLineId", Violation::NotAllowed { reason });
            }
            match leaves(line, quantity) {
                Ok(quantity) => decided.push(Line {
                    element,
                    id: tx.id(),
                    before: line.clone(),
                    quantity,
                    undoes: None,
                }),
                Err(violation) => own.refuse("quantity", violation),
            }
            match element {
                Some(element) => check.extend_within("lines", element, own),
                None => check.extend(own.into_refusals()),
            }
        }
        check.done()?;
        if decided.is_empty() {
            return Ok(None);
        }
        let setup = setup.ok_or_else(|| Failure::Broken("no refusal and no setup".to_owned()))?;
        let business = groups::of_customer(&setup.row, &customer)
            .map_err(|violation| Failure::refused("", violation))?
            .business;
        let held = open.held(tx).await?;
        let shipment = Shipment {
            order: open.order,
            customer,
            business,
            posting_date,
            number: draw::run(tx, NumberSequenceScope::SalesShipment, None).await?,
            held,
            lines: decided,
        };
        let why = (CommitmentEntryType::Received, "salesShipmentPost");
        write::run(tx, &setup, shipment, why).await.map(Some)
    }

    /// The order lines that are named, or all that have something outstanding.
    fn wanted<'a>(
        &self,
        lines: &'a [sales_order_line::Model],
        check: &mut Check,
    ) -> Vec<Wanted<'a>> {
        if self.lines.is_empty() {
            let all = lines.iter().map(|line| (None, line, outstanding(line)));
            return all.filter(|(_, _, open)| !open.is_zero()).collect();
        }
        let mut wanted = Vec::new();
        let mut seen = BTreeSet::new();
        for (element, leaving) in self.lines.iter().enumerate() {
            let mut own = Check::new();
            match lines.iter().find(|line| line.id == leaving.line) {
                None => own.refuse("salesOrderLineId", Violation::NotFound),
                Some(_) if !seen.insert(leaving.line) => {
                    own.refuse("salesOrderLineId", Violation::Duplicate);
                }
                Some(line) => wanted.push((Some(element), line, leaving.quantity)),
            }
            check.extend_within("lines", element, own);
        }
        wanted
    }
}

/// A refusal of a receipt, in its place in the input of the shipment.
fn here(mut refusal: Refusal, elements: &[Option<usize>]) -> Refusal {
    for step in &mut refusal.field {
        if step == "purchaseOrderId" {
            *step = "salesOrderId".to_owned();
        } else if step == "purchaseOrderLineId" {
            *step = "salesOrderLineId".to_owned();
        }
    }
    if let Some(place) = refusal.element {
        refusal.element = elements.get(place).copied().flatten();
        if refusal.element.is_none() {
            // All of the order was asked for, so that no line is named.
            refusal.field.remove(0);
        }
    }
    refusal
}
