//! Making a return order of what was received or invoiced (COR-8, COR-9, vector B12).

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::ids::{
    AgreementId, DimensionId, DimensionValueId, PurchaseInvoiceId, PurchaseInvoiceLineId,
    PurchaseReceiptId, PurchaseReceiptLineId,
};
use entity::kinds::{PurchaseOrderSource, PurchaseOrderStatus, PurchaseOrderType};
use entity::purchase_order::Model;
use entity::{purchase_invoice, purchase_receipt, vendor};
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

/// What something goes back of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Of {
    /// A receipt line, charged or not.
    Receipt(PurchaseReceiptLineId),
    /// What a posted invoice line charged.
    Invoice(PurchaseInvoiceLineId),
}

/// Something that goes back.
#[derive(Clone, Copy, Debug)]
pub(super) struct Back {
    pub(super) element: Option<usize>,
    pub(super) of: Of,
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
        let too_many = || Failure::refused("lines", Violation::TooMany { limit: LINES_MAX });
        if self.lines.len() > LINES_MAX {
            return Err(too_many());
        }
        let mut wanted = self.wanted(tx, &mut check).await?;
        let mut known = Known::load(tx, &wanted).await?;
        known.must_be_there(&mut wanted, &mut check);
        if wanted.is_empty() && !check.is_bad() {
            check.refuse("lines", Violation::NothingToPost);
        }
        let vendor = known.vendor(tx, &wanted, &mut check).await?;
        let parts = known.parts(&wanted, &mut check);
        let currency = known.currency(tx, &parts, &mut check).await?;
        let typed = check.absorb(store::run(tx, "dimensions", &self.dimensions).await)?;
        check.done()?;
        let (Some(vendor), Some(currency)) = (vendor, currency) else {
            return Err(Failure::refused("lines", Violation::NothingToPost));
        };
        let agreement = known.agreement(&parts);
        let (commitments, warnings) = known.commitments(tx, agreement, &parts).await?;
        let around = (agreement, commitments.as_slice());
        let mut check = Check::new();
        let mut lines = Vec::with_capacity(parts.len());
        for part in &parts {
            match known.line(part, around, currency) {
                Ok(line) => lines.push(line),
                Err(violation) => refuse(&mut check, part.element, violation),
            }
        }
        check.done()?;
        if lines.len() > LINES_MAX {
            return Err(too_many());
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
    /// What is named, by itself, by its receipt or by its invoice; nothing of it twice.
    async fn wanted(&self, tx: &TenantTx, check: &mut Check) -> Result<Vec<Back>, Failure> {
        let mut wanted = Vec::new();
        if let Some(id) = self.receipt {
            let receipts = tx.find::<purchase_receipt::Entity>();
            if receipts.by_id(id).await?.is_none() {
                check.refuse("purchaseReceiptId", Violation::NotFound);
            }
            let lines = receipts::lines(tx, &[id]).await?;
            wanted.extend(lines.iter().map(|line| all_of(Of::Receipt(line.id))));
        }
        if let Some(id) = self.invoice {
            let invoices = tx.find::<purchase_invoice::Entity>();
            if invoices.by_id(id).await?.is_none() {
                check.refuse("purchaseInvoiceId", Violation::NotFound);
            }
            let lines = invoices::lines(tx, &[id]).await?;
            wanted.extend(lines.iter().map(|line| all_of(Of::Invoice(line.id))));
        }
        let mut seen: BTreeSet<Of> = wanted.iter().map(|own| own.of).collect();
        for (element, line) in self.lines.iter().enumerate() {
            let mut own = Check::new();
            let (field, of) = match (line.receipt_line, line.invoice_line) {
                (Some(id), None) => ("purchaseReceiptLineId", Some(Of::Receipt(id))),
                (None, Some(id)) => ("purchaseInvoiceLineId", Some(Of::Invoice(id))),
                (None, None) => {
                    own.refuse("purchaseReceiptLineId", Violation::Required);
                    ("", None)
                }
                (Some(_), Some(_)) => {
                    let reason = "a line is about one thing".to_owned();
                    own.refuse("purchaseInvoiceLineId", Violation::NotAllowed { reason });
                    ("", None)
                }
            };
            if of.is_some_and(|of| !seen.insert(of)) {
                own.refuse(field, Violation::Duplicate);
            }
            wanted.extend(of.filter(|_| !own.is_bad()).map(|of| Back {
                element: Some(element),
                of,
                quantity: line.quantity,
                linked: line.linked,
            }));
            check.extend_within("lines", element, own);
        }
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
            chain_origin: None,
            chain_legal_entity_id: None,
            chain_sales_order_id: None,
            latest_version: 0,
            latest_version_hash: None,
            last_line_number: 0,
            created_at: tx.instant(),
            created_by: tx.grant().subject().to_owned(),
            row_version: 1,
        }
    }
}

/// Refuses the quantity of one of the lines, or of what was named as a whole.
pub(super) fn refuse(check: &mut Check, element: Option<usize>, violation: Violation) {
    let mut own = Check::new();
    own.refuse("quantity", violation);
    match element {
        Some(element) => check.extend_within("lines", element, own),
        None => check.extend(own.into_refusals()),
    }
}

fn all_of(of: Of) -> Back {
    Back {
        element: None,
        of,
        quantity: None,
        linked: true,
    }
}
