//! Posted invoices: their lines, their tax, their voucher and what stands with the vendor or the
//! customer come to what they say, and their lines invoice what was received (PST-3, PST-7).

use std::collections::{BTreeSet, HashMap};

use entity::exact::{Amount, Quantity};
use entity::ids::{
    CustomerEntryId, PurchaseInvoiceId, PurchaseInvoiceLineId, PurchaseReceiptLineId,
    SalesInvoiceId, VendorEntryId, VoucherId,
};
use entity::kinds::{PurchaseInvoiceLineType, VoucherSource};
use entity::{
    customer_entry, purchase_invoice, purchase_invoice_line, purchase_invoice_match,
    purchase_receipt_line, sales_invoice, sales_invoice_line, tax_entry, vendor_entry, voucher,
};
use sea_orm::ColumnTrait;

use crate::failure::Failure;
use crate::tenancy::Scope;

use super::{Findings, Pages, grouped};

/// Checks all posted invoices of the legal entity.
pub async fn run(scope: &impl Scope, findings: &mut Findings) -> Result<(), Failure> {
    purchases(scope, findings).await?;
    purchase_lines(scope, findings).await?;
    matches(scope, findings).await?;
    sales(scope, findings).await
}

/// What purchase and sales invoices have in common.
struct Header<'a> {
    subject: String,
    number: &'a str,
    source: VoucherSource,
    voucher: VoucherId,
    net: Amount,
    tax: Amount,
    total: Amount,
}

/// The vouchers of some invoices, and the bases and taxes of their tax entries.
struct Around {
    vouchers: HashMap<VoucherId, voucher::Model>,
    taxes: HashMap<VoucherId, [i64; 2]>,
}

impl Around {
    async fn load(scope: &impl Scope, ids: BTreeSet<VoucherId>) -> Result<Self, Failure> {
        use tax_entry::{Column, Entity};
        let own = Column::VoucherId.is_in(ids.iter().copied());
        let taxes = scope
            .find::<Entity>()
            .filter(own)
            .sums_by(Column::VoucherId, &[Column::BaseAmount, Column::TaxAmount]);
        let taxes = grouped(taxes.await?);
        let vouchers = scope.find::<voucher::Entity>().by_ids(ids).await?;
        let vouchers = vouchers.into_iter().map(|row| (row.id, row)).collect();
        Ok(Self { vouchers, taxes })
    }

    /// An invoice is its lines and its tax, and has a voucher of its own.
    fn check(&self, header: &Header<'_>, lines: [i64; 2], findings: &mut Findings) {
        let subject = &header.subject;
        let both = [header.net, header.tax];
        let of = |steps: [i64; 2]| steps.map(Amount::from_steps);
        findings.compare("invoice-lines", subject, &both, &of(lines));
        let taxes = self.taxes.get(&header.voucher).copied().unwrap_or_default();
        findings.compare("invoice-tax", subject, &both, &of(taxes));
        let total = header.net.checked_add(header.tax);
        findings.compare("invoice-total", subject, &Some(header.total), &total);
        let voucher = self.vouchers.get(&header.voucher);
        let own = |row: &voucher::Model| {
            row.source == header.source && row.document_number == header.number
        };
        if !voucher.is_some_and(own) {
            findings.add("invoice-voucher", subject, "its voucher is not its own");
        }
    }
}

async fn purchases(scope: &impl Scope, findings: &mut Findings) -> Result<(), Failure> {
    let mut pages = Pages::of(scope.find::<purchase_invoice::Entity>());
    while let Some(rows) = pages.next().await? {
        use purchase_invoice_line::{Column, Entity};
        let own = Column::PurchaseInvoiceId.is_in(rows.iter().map(|row| row.id));
        let lines = scope.find::<Entity>().filter(own).sums_by(
            Column::PurchaseInvoiceId,
            &[
                Column::NetAmount,
                Column::TaxAmount,
                Column::InvoiceDiscountAmount,
            ],
        );
        let lines: HashMap<PurchaseInvoiceId, [i64; 3]> = grouped(lines.await?);
        let around = Around::load(scope, rows.iter().map(|row| row.voucher_id).collect()).await?;
        let ids: BTreeSet<VendorEntryId> = rows.iter().map(|row| row.vendor_entry_id).collect();
        let entries = scope.find::<vendor_entry::Entity>().by_ids(ids).await?;
        for row in &rows {
            let [net, tax, discount] = lines.get(&row.id).copied().unwrap_or_default();
            let header = Header {
                subject: format!("invoice {}", row.number),
                number: &row.number,
                source: VoucherSource::PurchaseInvoice,
                voucher: row.voucher_id,
                net: row.net_amount,
                tax: row.tax_amount,
                total: row.total_amount,
            };
            around.check(&header, [net, tax], findings);
            let stored = row.invoice_discount_amount;
            let discount = Amount::from_steps(discount);
            findings.compare("invoice-lines", &header.subject, &stored, &discount);
            let entry = entries.iter().find(|own| own.id == row.vendor_entry_id);
            let stored = entry.map(|own| (own.voucher_id, own.amount));
            let owed = Amount::ZERO.checked_sub(row.total_amount);
            let owed = owed.map(|owed| (row.voucher_id, owed));
            findings.compare("invoice-vendor-entry", &header.subject, &stored, &owed);
        }
    }
    Ok(())
}

/// A line of goods or services invoices as much as its matches say; others invoice no receipt.
async fn purchase_lines(scope: &impl Scope, findings: &mut Findings) -> Result<(), Failure> {
    let mut pages = Pages::of(scope.find::<purchase_invoice_line::Entity>());
    while let Some(rows) = pages.next().await? {
        use purchase_invoice_match::{Column, Entity};
        let own = Column::PurchaseInvoiceLineId.is_in(rows.iter().map(|row| row.id));
        let matched = scope.find::<Entity>().filter(own);
        let matched = matched.sums_by(Column::PurchaseInvoiceLineId, &[Column::Quantity]);
        let matched: HashMap<PurchaseInvoiceLineId, [i64; 1]> = grouped(matched.await?);
        for row in rows {
            let [steps] = matched.get(&row.id).copied().unwrap_or_default();
            let invoices = match row.line_type {
                PurchaseInvoiceLineType::Item | PurchaseInvoiceLineType::Category => row.quantity,
                PurchaseInvoiceLineType::GlAccount | PurchaseInvoiceLineType::Charge => {
                    Quantity::ZERO
                }
            };
            let subject = format!("invoice {} line {}", row.document_number, row.line_number);
            let matched = Quantity::from_steps(steps);
            findings.compare("invoice-line-matches", subject, &invoices, &matched);
        }
    }
    Ok(())
}

/// What is matched is there.
async fn matches(scope: &impl Scope, findings: &mut Findings) -> Result<(), Failure> {
    let mut pages = Pages::of(scope.find::<purchase_invoice_match::Entity>());
    while let Some(rows) = pages.next().await? {
        let ids: BTreeSet<PurchaseReceiptLineId> = rows
            .iter()
            .map(|row| row.purchase_receipt_line_id)
            .collect();
        let lines = scope.find::<purchase_receipt_line::Entity>().by_ids(ids);
        let lines: BTreeSet<PurchaseReceiptLineId> =
            lines.await?.into_iter().map(|row| row.id).collect();
        for row in rows {
            if !lines.contains(&row.purchase_receipt_line_id) {
                let subject = format!("invoice line {}", row.purchase_invoice_line_id);
                let text = "a receipt line that it invoices does not exist";
                findings.add("invoice-line-matches", subject, text);
            }
        }
    }
    Ok(())
}

async fn sales(scope: &impl Scope, findings: &mut Findings) -> Result<(), Failure> {
    let mut pages = Pages::of(scope.find::<sales_invoice::Entity>());
    while let Some(rows) = pages.next().await? {
        use sales_invoice_line::{Column, Entity};
        let own = Column::SalesInvoiceId.is_in(rows.iter().map(|row| row.id));
        let lines = scope.find::<Entity>().filter(own).sums_by(
            Column::SalesInvoiceId,
            &[Column::NetAmount, Column::TaxAmount],
        );
        let lines: HashMap<SalesInvoiceId, [i64; 2]> = grouped(lines.await?);
        let around = Around::load(scope, rows.iter().map(|row| row.voucher_id).collect()).await?;
        let ids: BTreeSet<CustomerEntryId> = rows.iter().map(|row| row.customer_entry_id).collect();
        let entries = scope.find::<customer_entry::Entity>().by_ids(ids).await?;
        for row in &rows {
            let header = Header {
                subject: format!("sales invoice {}", row.number),
                number: &row.number,
                source: VoucherSource::SalesInvoice,
                voucher: row.voucher_id,
                net: row.net_amount,
                tax: row.tax_amount,
                total: row.total_amount,
            };
            let lines = lines.get(&row.id).copied().unwrap_or_default();
            around.check(&header, lines, findings);
            let entry = entries.iter().find(|own| own.id == row.customer_entry_id);
            let stored = entry.map(|own| (own.voucher_id, own.amount));
            let owed = Some((row.voucher_id, row.total_amount));
            findings.compare("invoice-customer-entry", &header.subject, &stored, &owed);
        }
    }
    Ok(())
}
