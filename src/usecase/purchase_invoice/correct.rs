//! Correcting a posted invoice: it is cancelled, and a copy of it is opened to be edited and posted
//! (COR-1).

use std::collections::HashMap;

use entity::exact::Percent;
use entity::ids::{PurchaseInvoiceLineId, PurchaseReceiptLineId};
use entity::kinds::{PurchaseCancellation, PurchaseCancellationStock, PurchaseInvoiceType};
use entity::{
    purchase_charge_assignment, purchase_invoice, purchase_invoice_draft,
    purchase_invoice_draft_line,
};

use super::cancel::Cancel;
use super::read;
use super::sources::borne;
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};

/// The invoice that is to be corrected, cancelled as [`Cancel`] says.
#[derive(Clone, Debug)]
pub struct Correct {
    /// How it is cancelled.
    pub cancel: Cancel,
}

impl Act for Correct {
    type Out = purchase_invoice_draft::Model;

    async fn run(&self, tx: &TenantTx) -> Result<purchase_invoice_draft::Model, Failure> {
        let invoices = tx.find::<purchase_invoice::Entity>();
        let invoice = invoices.named("id", self.cancel.id).await?;
        if invoice.document_type != PurchaseInvoiceType::Invoice {
            let reason = "only invoices are corrected".to_owned();
            return Err(Failure::refused("id", Violation::NotCancellable { reason }));
        }
        let memo = Box::pin(self.cancel.cancel(tx, PurchaseCancellation::Correct)).await?;
        let lines = read::lines(tx, &[invoice.id]).await?;
        let draft = tx.insert(copy(tx, &invoice, lines.len())).await?;
        let keeps = memo.stock == Some(PurchaseCancellationStock::KeepReceived);
        let ids: Vec<_> = lines.iter().map(|line| line.id).collect();
        let matches = read::matches(tx, &ids).await?;
        let mut receipts: HashMap<PurchaseInvoiceLineId, Vec<PurchaseReceiptLineId>> =
            HashMap::new();
        for own in matches.iter().filter(|_| keeps) {
            let of_line = receipts.entry(own.purchase_invoice_line_id).or_default();
            of_line.push(own.purchase_receipt_line_id);
        }
        let borne = borne(tx, &ids).await?;
        let (mut rows, mut bearers) = (Vec::new(), Vec::new());
        for line in &lines {
            // A line of several receipts takes the oldest of its order line when it is posted.
            let receipt = match receipts.get(&line.id).map(Vec::as_slice) {
                Some([one]) => Some(*one),
                _ => None,
            };
            let row = line_row(tx, &draft, line, receipt);
            let own = borne.iter().filter(|_| line.item_charge_id.is_some());
            for (_, receipt, cost) in own.filter(|(id, _, _)| *id == line.id) {
                bearers.push(purchase_charge_assignment::Model {
                    legal_entity_id: row.legal_entity_id,
                    id: tx.id(),
                    purchase_invoice_draft_line_id: row.id,
                    purchase_receipt_line_id: *receipt,
                    weight: cost.decimal().abs().try_into().unwrap_or_default(),
                });
            }
            rows.push(row);
        }
        tx.insert_all(rows).await?;
        tx.insert_all(bearers).await?;
        Ok(draft)
    }
}

fn copy(
    tx: &TenantTx,
    invoice: &purchase_invoice::Model,
    lines: usize,
) -> purchase_invoice_draft::Model {
    purchase_invoice_draft::Model {
        legal_entity_id: invoice.legal_entity_id,
        id: tx.id(),
        document_type: invoice.document_type,
        vendor_id: invoice.vendor_id,
        purchase_order_id: invoice.purchase_order_id,
        agreement_id: invoice.agreement_id,
        vendor_invoice_number: invoice.vendor_invoice_number.clone(),
        posting_date: Some(invoice.posting_date),
        document_date: Some(invoice.document_date),
        due_date: None,
        payment_terms: invoice.payment_terms.clone(),
        currency: invoice.currency,
        invoice_discount_percent: Percent::ZERO,
        invoice_discount_amount: invoice.invoice_discount_amount,
        document_total: None,
        vendor_entry_id: None,
        corrects_purchase_invoice_id: Some(invoice.id),
        approved_by: None,
        dimension_set_id: invoice.dimension_set_id,
        last_line_number: i32::try_from(lines).unwrap_or(i32::MAX),
        created_at: tx.instant(),
        created_by: tx.grant().subject().to_owned(),
        row_version: 1,
    }
}

fn line_row(
    tx: &TenantTx,
    draft: &purchase_invoice_draft::Model,
    line: &entity::purchase_invoice_line::Model,
    receipt: Option<PurchaseReceiptLineId>,
) -> purchase_invoice_draft_line::Model {
    purchase_invoice_draft_line::Model {
        legal_entity_id: draft.legal_entity_id,
        id: tx.id(),
        purchase_invoice_draft_id: draft.id,
        line_number: line.line_number,
        line_type: line.line_type,
        purchase_order_line_id: line.purchase_order_line_id,
        purchase_receipt_line_id: receipt,
        of_purchase_invoice_line_id: None,
        agreement_line_id: line
            .agreement_line_id
            .filter(|_| line.purchase_order_line_id.is_none()),
        item_id: line.item_id,
        procurement_category_id: line.procurement_category_id,
        gl_account_id: line.gl_account_id,
        item_charge_id: line.item_charge_id,
        description: line.description.clone(),
        variant: line.variant.clone(),
        warehouse_id: line.warehouse_id,
        quantity: line.quantity,
        unit: line.unit.clone(),
        unit_factor: line.unit_factor,
        unit_price: line.unit_price,
        price_unit: line.price_unit,
        discount_percent: line.discount_percent,
        discount_amount: line.discount_amount,
        dimension_set_id: line.dimension_set_id,
        row_version: 1,
    }
}
