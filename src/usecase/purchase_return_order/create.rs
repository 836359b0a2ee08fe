//! Making a return order of what was received or invoiced (COR-8, COR-9, vector B12).

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::ids::{
    AgreementId, DimensionId, DimensionValueId, PurchaseInvoiceId, PurchaseInvoiceLineId,
    PurchaseReceiptId, PurchaseReceiptLineId,
};
use entity::kinds::{PurchaseOrderSource, PurchaseOrderStatus, PurchaseOrderType};
use entity::purchase_order::Model;
use entity::{purchase_invoice, purchase_receipt, purchase_receipt_line, vendor};
use rust_decimal::Decimal;

use crate::domain::money::Currency;
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::dimension_set::store;
use crate::usecase::outcome::Warned;
use crate::usecase::purchase_invoice::read as invoices;
use crate::usecase::purchase_order::write::{self};
use crate::usecase::purchase_receipt::read as receipts;

use super::known::Known;

/// The most lines that one order has.
const LINES_MAX: usize = 1_000;

/// The return order that is wanted.
#[derive(Clone, Debug)]
pub struct Create {
    /// Its number, where the sequence is manual.
    pub number: Option<String>,
    /// The vendor's number of the return.
    pub rma_number: String,
    /// The receipt of which everything goes back that did not yet.
    pub receipt: Option<PurchaseReceiptId>,
    /// The posted invoice of which everything goes back that did not yet.
    pub invoice: Option<PurchaseInvoiceId>,
    /// The day it is placed; today if none.
    pub order_date: Option<NaiveDate>,
    /// Dimension values.
    pub dimensions: Vec<(DimensionId, DimensionValueId)>,
    /// What goes back.
    pub lines: Vec<Returning>,
}

/// What goes back.
#[derive(Clone, Copy, Debug)]
pub struct Returning {
    /// The receipt line that it came with.
    pub receipt_line: Option<PurchaseReceiptLineId>,
    /// The posted invoice line that charged it.
    pub invoice_line: Option<PurchaseInvoiceLineId>,
    /// How much, below zero and in the line's unit; all that did not go back yet if none.
    pub quantity: Option<Decimal>,
    /// Whether the commitment that it was bought under gets it back.
    pub linked: bool,
}

/// A receipt line of which something goes back.
pub(super) struct Back {
    pub(super) element: Option<usize>,
    pub(super) line: PurchaseReceiptLineId,
    pub(super) quantity: Option<Decimal>,
    pub(super) linked: bool,
}

impl Act for Create {
    type Out = Warned<Model>;

    async fn run(&self, tx: &TenantTx) -> Result<Warned<Model>, Failure> {
        let mut check = Check::new();
        check.text("rmaNumber", &self.rma_number, 40);
        if let Some(day) = self.order_date {
            check.date("orderDate", day);
        }
        if self.lines.len() > LINES_MAX {
            let violation = Violation::TooMany { limit: LINES_MAX };
            return Err(Failure::refused("lines", violation));
        }
        let wanted = self.wanted(tx, &mut check).await?;
        if wanted.is_empty() && !check.is_bad() {
            check.refuse("lines", Violation::NothingToPost);
        }
        let known = Known::load(tx, &wanted).await?;
        let vendor = known.vendor(tx, &mut check).await?;
        let currency = known.currency(tx, &mut check).await?;
        let typed = check.absorb(store::run(tx, "dimensions", &self.dimensions).await)?;
        let (Some(vendor), Some(currency)) = (vendor, currency) else {
            check.done()?;
            return Err(Failure::Broken("no refusal and no vendor".to_owned()));
        };
        let agreement = known.agreement(&wanted);
        let (commitments, warnings) = known.commitments(tx, agreement, &wanted).await?;
        let mut lines = Vec::with_capacity(wanted.len());
        for back in &wanted {
            let mut own = Check::new();
            match known.line(back, (agreement, &commitments), currency) {
                Ok(line) => lines.extend(line),
                Err(violation) => own.refuse("quantity", violation),
            }
            match back.element {
                Some(element) => check.extend_within("lines", element, own),
                None => check.extend(own.into_refusals()),
            }
        }
        check.done()?;
        if lines.is_empty() {
            return Err(Failure::refused("lines", Violation::NothingToPost));
        }
        let order = self.row(tx, &vendor, (agreement, currency), typed.flatten());
        let number = self.number.as_deref();
        let around = (commitments.as_slice(), currency);
        let reason = "purchaseReturnOrderCreate";
        let row = Box::pin(write::order(tx, order, number, &lines, around, reason)).await?;
        Ok(Warned { row, warnings })
    }
}

impl Create {
    /// The receipt lines that are named, by themselves, by their receipt or by their invoice.
    async fn wanted(&self, tx: &TenantTx, check: &mut Check) -> Result<Vec<Back>, Failure> {
        let mut wanted = Vec::new();
        if let Some(id) = self.receipt {
            if tx
                .find::<purchase_receipt::Entity>()
                .by_id(id)
                .await?
                .is_none()
            {
                check.refuse("purchaseReceiptId", Violation::NotFound);
            }
            wanted.extend(
                receipts::lines(tx, id)
                    .await?
                    .iter()
                    .map(|line| all_of(line.id)),
            );
        }
        if let Some(id) = self.invoice {
            if tx
                .find::<purchase_invoice::Entity>()
                .by_id(id)
                .await?
                .is_none()
            {
                check.refuse("purchaseInvoiceId", Violation::NotFound);
            }
            let lines = invoices::lines(tx, id).await?;
            let ids: Vec<_> = lines.iter().map(|line| line.id).collect();
            let matches = invoices::matches(tx, &ids).await?;
            wanted.extend(
                matches
                    .iter()
                    .map(|own| all_of(own.purchase_receipt_line_id)),
            );
        }
        let charged: Vec<_> = self
            .lines
            .iter()
            .filter_map(|line| line.invoice_line)
            .collect();
        let matches = invoices::matches(tx, &charged).await?;
        for (element, line) in self.lines.iter().enumerate() {
            let mut own = Check::new();
            match (line.receipt_line, line.invoice_line) {
                (Some(id), None) => wanted.push(Back {
                    element: Some(element),
                    line: id,
                    quantity: line.quantity,
                    linked: line.linked,
                }),
                (None, Some(id)) => {
                    let mut rest = line.quantity;
                    let matched = matches.iter().filter(|m| m.purchase_invoice_line_id == id);
                    let matched: Vec<_> = matched.collect();
                    if matched.is_empty() {
                        own.refuse("purchaseInvoiceLineId", Violation::NotFound);
                    }
                    for (place, one) in matched.iter().enumerate() {
                        // What is beyond the last receipt is refused with it.
                        let last = place + 1 == matched.len();
                        let part = rest.map(|rest| match last {
                            true => rest,
                            false => rest.max(-one.quantity.decimal()),
                        });
                        if part.is_some_and(|part| part.is_zero()) {
                            continue;
                        }
                        rest = rest.zip(part).map(|(rest, part)| rest - part);
                        wanted.push(Back {
                            element: Some(element),
                            line: one.purchase_receipt_line_id,
                            quantity: part,
                            linked: line.linked,
                        });
                    }
                }
                (None, None) => own.refuse("purchaseReceiptLineId", Violation::Required),
                (Some(_), Some(_)) => {
                    let reason = "a line is about one thing".to_owned();
                    own.refuse("purchaseInvoiceLineId", Violation::NotAllowed { reason });
                }
            }
            check.extend_within("lines", element, own);
        }
        let mut seen = BTreeSet::new();
        let found = tx.find::<purchase_receipt_line::Entity>();
        let found = found.by_ids(wanted.iter().map(|own| own.line)).await?;
        wanted.retain(|own| {
            let mut refused = Check::new();
            if !found.iter().any(|row| row.id == own.line) {
                refused.refuse("purchaseReceiptLineId", Violation::NotFound);
            } else if !seen.insert(own.line) {
                refused.refuse("purchaseReceiptLineId", Violation::Duplicate);
            }
            let good = !refused.is_bad();
            match own.element {
                Some(element) => check.extend_within("lines", element, refused),
                None => check.extend(refused.into_refusals()),
            }
            good
        });
        Ok(wanted)
    }

    fn row(
        &self,
        tx: &TenantTx,
        vendor: &vendor::Model,
        (agreement, currency): (Option<AgreementId>, Currency),
        dimension_set_id: Option<entity::ids::DimensionSetId>,
    ) -> Model {
        Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: tx.id(),
            number: String::new(),
            vendor_id: vendor.id,
            agreement_id: agreement,
            currency: currency.code,
            status: PurchaseOrderStatus::Draft,
            source: PurchaseOrderSource::Manual,
            order_date: self.order_date.unwrap_or_else(|| tx.today()),
            delivery_date: None,
            payment_terms: vendor.payment_terms.clone(),
            delivery_terms: vendor.delivery_terms.clone(),
            delivery_mode: vendor.delivery_mode.clone(),
            delivery_address: None,
            dimension_set_id,
            order_type: PurchaseOrderType::Return,
            rma_number: Some(self.rma_number.clone()),
            latest_version: 0,
            latest_version_hash: None,
            last_line_number: 0,
            created_at: tx.instant(),
            created_by: tx.grant().subject().to_owned(),
            row_version: 1,
        }
    }
}

fn all_of(line: PurchaseReceiptLineId) -> Back {
    Back {
        element: None,
        line,
        quantity: None,
        linked: true,
    }
}
