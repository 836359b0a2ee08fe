//! Undoing a receipt that is not invoiced and still in stock (PST-8).

use chrono::NaiveDate;
use entity::exact::Amount;
use entity::ids::{PurchaseReceiptId, PurchaseReceiptLineId};
use entity::kinds::{CommitmentEntryType, PurchaseReceiptType, VendorBlocked};
use entity::purchase_receipt::{Entity, Model};
use entity::{purchase_order_line, purchase_receipt_line, sales_shipment, vendor};
use rust_decimal::Decimal;

use crate::domain::money::{Currency, net_amount, to_quantity};
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::ledger::period;
use crate::usecase::ledger::setup::Setup;
use crate::usecase::purchase_order::facts::lock;
use crate::usecase::purchase_order_line::{read as order_lines, row};

use super::standing::{Standing, order_of};
use super::write::{self, Line, Receipt};

/// The receipt that is to be undone.
#[derive(Clone, Debug)]
pub struct Undo {
    /// The receipt.
    pub id: PurchaseReceiptId,
    /// Which of its lines; all if empty.
    pub lines: Vec<PurchaseReceiptLineId>,
    /// The day it is posted for; today if none.
    pub posting_date: Option<NaiveDate>,
}

impl Act for Undo {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let (receipt, _) = Box::pin(self.both(tx)).await?;
        Ok(receipt)
    }
}

impl Undo {
    /// Undoes the receipt, and the shipment of what it had delivered straight to a customer.
    ///
    /// # Errors
    /// Everything that stands against either; or when the database fails.
    pub async fn both(
        &self,
        tx: &TenantTx,
    ) -> Result<(Model, Option<sales_shipment::Model>), Failure> {
        let receipt = tx.find::<Entity>().named("id", self.id).await?;
        let Some(order) = order_of(&receipt) else {
            let reason = "only a receipt of an order is undone".to_owned();
            return Err(Failure::refused("id", Violation::NotAllowed { reason }));
        };
        let open = lock(tx, "id", order).await?;
        let order_lines = order_lines::lock_of(tx, order).await?;
        let mut check = Check::new();
        let vendor = tx
            .find::<vendor::Entity>()
            .named("id", receipt.vendor_id)
            .await?;
        if vendor.blocked == VendorBlocked::All {
            check.refuse("id", Violation::VendorBlocked);
        }
        let posting_date = self.posting_date.unwrap_or_else(|| tx.today());
        check.date("postingDate", posting_date);
        if posting_date < receipt.posting_date {
            let reason = "nothing is undone before it was posted".to_owned();
            check.refuse("postingDate", Violation::Malformed { reason });
        }
        period::must_be_open(tx, "postingDate", posting_date, true, &mut check).await?;
        let setup = check.absorb(Setup::hold(tx).await)?;
        let chosen = self.chosen(tx, &mut check).await?;
        let mut lines = Vec::new();
        for (element, line) in chosen {
            let order_line = order_lines
                .iter()
                .find(|own| Some(own.id) == line.purchase_order_line_id)
                .ok_or_else(|| Failure::Broken("a receipt without its order line".to_owned()))?;
            match undone(order_line, &line, open.currency) {
                Ok(found) => lines.push(Line { element, ..found }),
                Err(violation) => check.refuse("id", violation),
            }
        }
        check.done()?;
        let setup = setup.ok_or_else(|| Failure::Broken("no refusal and no setup".to_owned()))?;
        let held = open.held(tx).await?;
        let undo = Receipt {
            receipt_type: PurchaseReceiptType::Undo,
            vendor: &vendor,
            posting_date,
            vendor_shipment_number: receipt.vendor_shipment_number.clone(),
            lines,
            entry_type: CommitmentEntryType::Reversed,
            reason: "purchaseReceiptUndo",
        };
        Box::pin(write::run(tx, &setup, (open, held.as_ref()), undo)).await
    }
}

type Chosen = (Option<usize>, purchase_receipt_line::Model);

impl Undo {
    /// The lines to undo: of this receipt, not undone before, nothing of them invoiced or on a
    /// return order.
    async fn chosen(&self, tx: &TenantTx, check: &mut Check) -> Result<Vec<Chosen>, Failure> {
        let standing = Standing::load(tx, &[self.id]).await?;
        let mut chosen = Vec::new();
        if self.lines.is_empty() {
            for line in standing.lines() {
                match standing.against(line) {
                    Some(violation) => check.refuse("id", violation),
                    None => chosen.push((None, line.clone())),
                }
            }
            return Ok(chosen);
        }
        for (element, id) in self.lines.iter().enumerate() {
            let mut own = Check::new();
            let twice = self.lines.iter().take(element).any(|other| other == id);
            match standing.lines().iter().find(|line| line.id == *id) {
                None => own.refuse("", Violation::NotFound),
                Some(_) if twice => own.refuse("", Violation::Duplicate),
                Some(line) => match standing.against(line) {
                    Some(violation) => own.refuse("", violation),
                    None => chosen.push((Some(element), line.clone())),
                },
            }
            check.extend_within("lineIds", element, own);
        }
        Ok(chosen)
    }
}

/// The order line without the receipt; what the receipt had raised falls again.
fn undone(
    order_line: &purchase_order_line::Model,
    line: &purchase_receipt_line::Model,
    currency: Currency,
) -> Result<Line, Violation> {
    let mut after = order_line.clone();
    let received = order_line.received_quantity.decimal() - line.quantity.decimal();
    after.received_quantity = to_quantity(Some(received))?;
    let raised = order_line.over_receipt_quantity.decimal();
    let original = order_line.quantity.decimal() - raised;
    let still = (received - original).clamp(Decimal::ZERO, raised);
    if still != raised {
        after.over_receipt_quantity = to_quantity(Some(still))?;
        after.quantity = to_quantity(original.checked_add(still))?;
        after.net_amount = net_amount(
            after.quantity,
            &row::line(order_line).priced.terms,
            currency,
        )?;
    }
    let turned = |amount: Amount| Amount::ZERO.checked_sub(amount).unwrap_or_default();
    Ok(Line {
        element: None,
        before: order_line.clone(),
        after,
        quantity: to_quantity(Some(-line.quantity.decimal()))?,
        net_amount: turned(line.net_amount),
        expected: turned(line.expected_cost),
        undoes: Some(line.id),
    })
}
