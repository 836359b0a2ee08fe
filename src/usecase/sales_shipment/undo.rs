//! Undoing a shipment that is not invoiced: the goods come back to stock. What a vendor delivered
//! straight to the customer is undone with the vendor's receipt (ORD-6).

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::ids::{SalesShipmentId, SalesShipmentLineId};
use entity::kinds::{CommitmentEntryType, NumberSequenceScope};
use entity::sales_shipment::{Entity, Model};
use entity::{customer, sales_order_line, sales_shipment_line};

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::ledger::setup::Setup;
use crate::usecase::ledger::{groups, period};
use crate::usecase::number_sequence::draw;
use crate::usecase::purchase_receipt::undo as receipt;
use crate::usecase::sales_order::facts::lock;
use crate::usecase::sales_order_line::read as order_lines;
use crate::usecase::shipping::{Line, Shipment};

use super::standing::{back_to_stock, is_delivered};
use super::{read, write};

/// The shipment that is to be undone.
#[derive(Clone, Debug)]
pub struct Undo {
    /// The shipment.
    pub id: SalesShipmentId,
    /// Which of its lines; all if empty.
    pub lines: Vec<SalesShipmentLineId>,
    /// The day it is posted for; today if none.
    pub posting_date: Option<NaiveDate>,
}

/// The undoing of a receipt, and which of our lines its lines belong to.
type Delivered = (receipt::Undo, Vec<SalesShipmentLineId>);

impl Act for Undo {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let shipment = tx.find::<Entity>().named("id", self.id).await?;
        let Some(order) = shipment.sales_order_id else {
            let reason = "only a shipment of an order is undone".to_owned();
            return Err(Failure::refused("id", Violation::NotAllowed { reason }));
        };
        if let Some((undo, own)) = self.delivered(tx).await? {
            let done = Box::pin(undo.both(tx)).await;
            let (_, shipment) = done.map_err(|failure| self.here(failure, &own))?;
            let broken = || Failure::Broken("a receipt without its shipment".to_owned());
            return shipment.ok_or_else(broken);
        }
        let open = lock(tx, "id", order).await?;
        let sold = order_lines::lock_of(tx, order).await?;
        let mut check = Check::new();
        let posting_date = self.posting_date.unwrap_or_else(|| tx.today());
        check.date("postingDate", posting_date);
        period::must_be_open(tx, "postingDate", posting_date, true, &mut check).await?;
        let setup = check.absorb(Setup::hold(tx).await)?;
        let lines = self.chosen(tx, &sold, &mut check).await?;
        check.done()?;
        let setup = setup.ok_or_else(|| Failure::Broken("no refusal and no setup".to_owned()))?;
        let customers = tx.find::<customer::Entity>();
        let customer = customers.named("id", shipment.customer_id).await?;
        let business = groups::of_customer(&setup.row, &customer)
            .map_err(|violation| Failure::refused("", violation))?
            .business;
        let held = open.held(tx).await?;
        let undo = Shipment {
            order: open.order,
            customer,
            business,
            posting_date,
            number: draw::run(tx, NumberSequenceScope::SalesShipment, None).await?,
            held,
            lines,
        };
        let why = (CommitmentEntryType::Reversed, "salesShipmentUndo");
        write::run(tx, &setup, undo, why).await
    }
}

impl Undo {
    /// The undoing of the vendor's receipt that the shipment was posted with; none where it left
    /// our own stock. Lines that are wrong are left to be told with the others.
    async fn delivered(&self, tx: &TenantTx) -> Result<Option<Delivered>, Failure> {
        let all = read::lines(tx, &[self.id]).await?;
        let known = self
            .lines
            .iter()
            .all(|id| all.iter().any(|line| line.id == *id));
        let wanted = |line: &sales_shipment_line::Model| {
            self.lines.is_empty() || self.lines.contains(&line.id)
        };
        let wanted: Vec<_> = all.into_iter().filter(wanted).collect();
        let sold = wanted.iter().filter_map(|line| line.sales_order_line_id);
        let sold = tx.find::<sales_order_line::Entity>().by_ids(sold).await?;
        if !known || !is_delivered(&wanted, &sold) {
            return Ok(None);
        }
        let came = read::receipt_lines_of(tx, &wanted).await?;
        let (mut lines, mut own) = (Vec::new(), Vec::new());
        let mut receipts = BTreeSet::new();
        for line in wanted {
            if let Some(found) = came.get(&line.id) {
                receipts.insert(found.purchase_receipt_id);
                lines.push(found.id);
                own.push(line.id);
            }
        }
        // A shipment is posted with one receipt.
        let Some(id) = receipts.first().copied().filter(|_| receipts.len() == 1) else {
            return Ok(None);
        };
        let undo = receipt::Undo {
            id,
            lines,
            posting_date: self.posting_date,
        };
        Ok(Some((undo, own)))
    }

    /// What stands against undoing the receipt, in its place in our input.
    fn here(&self, failure: Failure, own: &[SalesShipmentLineId]) -> Failure {
        let Failure::Refused(mut refusals) = failure else {
            return failure;
        };
        for refusal in &mut refusals {
            let Some(line) = refusal.element.and_then(|place| own.get(place)) else {
                continue;
            };
            refusal.element = self.lines.iter().position(|id| id == line);
            if refusal.element.is_none() {
                refusal.field = vec!["id".to_owned()];
            }
        }
        Failure::Refused(refusals)
    }

    /// The lines to undo: of this shipment, from our own stock, not undone, not invoiced.
    async fn chosen(
        &self,
        tx: &TenantTx,
        sold: &[sales_order_line::Model],
        check: &mut Check,
    ) -> Result<Vec<Line>, Failure> {
        let all = read::lines(tx, &[self.id]).await?;
        let ids: Vec<SalesShipmentLineId> = all.iter().map(|line| line.id).collect();
        let undone = read::undone(tx, &ids).await?;
        let judge = |line: &sales_shipment_line::Model| {
            let of_order = sold
                .iter()
                .find(|own| Some(own.id) == line.sales_order_line_id);
            let before = of_order.ok_or(Violation::NotFound)?;
            Ok(Line {
                element: None,
                id: tx.id(),
                before: before.clone(),
                quantity: back_to_stock(line, before, undone.contains(&line.id))?,
                undoes: Some(line.id),
            })
        };
        let mut chosen = Vec::new();
        if self.lines.is_empty() {
            for line in &all {
                match judge(line) {
                    Ok(line) => chosen.push(line),
                    Err(violation) => check.refuse("id", violation),
                }
            }
            return Ok(chosen);
        }
        for (element, id) in self.lines.iter().enumerate() {
            let mut own = Check::new();
            let twice = self.lines.iter().take(element).any(|other| other == id);
            match all.iter().find(|line| line.id == *id) {
                None => own.refuse("", Violation::NotFound),
                Some(_) if twice => own.refuse("", Violation::Duplicate),
                Some(line) => match judge(line) {
                    Ok(line) => chosen.push(line),
                    Err(violation) => own.refuse("", violation),
                },
            }
            check.extend_within("lineIds", element, own);
        }
        Ok(chosen)
    }
}
