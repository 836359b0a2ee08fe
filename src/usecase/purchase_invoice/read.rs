//! Posted invoices and their lines.

use std::collections::BTreeSet;

use entity::exact::Amount;
use entity::ids::{PurchaseInvoiceId, PurchaseInvoiceLineId, PurchaseReceiptLineId};
use entity::purchase_invoice::{Column, Entity};
use entity::{purchase_invoice_line, purchase_invoice_match};
use sea_orm::ColumnTrait;

use crate::domain::invoice_amounts::InvoiceSums;
use crate::domain::money::beyond_amount;
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::Scope;
use crate::usecase::list::list;

/// What posted invoices can be sorted by.
#[derive(Clone, Copy, Debug)]
pub enum Sort {
    /// Their number.
    Number,
    /// The day they were posted for.
    PostingDate,
    /// When they are to be paid.
    DueDate,
}

list! {
    purchase_invoice,
    /// What posted invoices can be filtered by.
    Field {
        /// Their id.
        Id,
        /// Their number.
        Number,
        /// Whether they are invoices or credit memos.
        DocumentType,
        /// Who sells.
        VendorId,
        /// The order that they were made from.
        PurchaseOrderId,
        /// The agreement that they draw on without an order.
        AgreementId,
        /// The vendor's own number.
        VendorInvoiceNumber,
        /// The day they were posted for.
        PostingDate,
        /// When they are to be paid.
        DueDate,
        /// Their voucher.
        VoucherId,
        /// What they cancel.
        CancelsPurchaseInvoiceId,
    },
    Sort { Number => Number, PostingDate => PostingDate, DueDate => DueDate }
}

/// What posted lines can be sorted by.
#[derive(Clone, Copy, Debug)]
pub enum LineSort {
    /// Their number.
    Number,
}

list! {
    purchase_invoice_line,
    /// What posted lines can be looked up by.
    LineField {
        /// Their document.
        PurchaseInvoiceId,
    },
    LineSort { Number => LineNumber }
}

/// What matches can be sorted by.
#[derive(Clone, Copy, Debug)]
pub enum MatchSort {
    /// As they were written, the oldest receipt first.
    Written,
}

list! {
    purchase_invoice_match,
    /// What matches can be looked up by.
    MatchField {
        /// The posted line that invoices.
        PurchaseInvoiceLineId,
    },
    MatchSort { Written => Id }
}

/// The lines of some posted invoices, by number; one statement for all.
///
/// # Errors
/// When the database fails.
pub async fn lines(
    scope: &impl Scope,
    invoices: &[PurchaseInvoiceId],
) -> Result<Vec<purchase_invoice_line::Model>, Failure> {
    use purchase_invoice_line::{Column, Entity};
    let own = Column::PurchaseInvoiceId.is_in(invoices.iter().copied());
    let select = scope.find::<Entity>().filter(own);
    select.order_by(Column::LineNumber).all().await
}

/// Which receipt lines posted lines invoice, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn matches(
    scope: &impl Scope,
    lines: &[PurchaseInvoiceLineId],
) -> Result<Vec<purchase_invoice_match::Model>, Failure> {
    use purchase_invoice_match::{Column, Entity};
    if lines.is_empty() {
        return Ok(Vec::new());
    }
    let own = Column::PurchaseInvoiceLineId.is_in(lines.iter().copied());
    scope
        .find::<Entity>()
        .filter(own)
        .order_by(Column::Id)
        .all()
        .await
}

/// Which posted lines invoice some receipt lines, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn matched(
    scope: &impl Scope,
    receipt_lines: &[PurchaseReceiptLineId],
) -> Result<Vec<purchase_invoice_match::Model>, Failure> {
    use purchase_invoice_match::{Column, Entity};
    if receipt_lines.is_empty() {
        return Ok(Vec::new());
    }
    let own = Column::PurchaseReceiptLineId.is_in(receipt_lines.iter().copied());
    let select = scope.find::<Entity>().filter(own);
    select.order_by(Column::Id).all().await
}

/// Which of some posted documents another one cancels.
///
/// # Errors
/// When the database fails.
pub async fn cancelled(
    scope: &impl Scope,
    invoices: &[PurchaseInvoiceId],
) -> Result<BTreeSet<PurchaseInvoiceId>, Failure> {
    let own = Column::CancelsPurchaseInvoiceId.is_in(invoices.iter().copied());
    let rows = scope.find::<Entity>().filter(own).all().await?;
    let cancelled = rows
        .iter()
        .filter_map(|row| row.cancels_purchase_invoice_id);
    Ok(cancelled.collect())
}

/// The amounts of a posted line.
///
/// # Errors
/// `OutOfRange` where they sum beyond what a column holds.
pub fn posted_sums(line: &purchase_invoice_line::Model) -> Result<InvoiceSums, Violation> {
    let plus = |a: Amount, b: Amount| a.checked_add(b).ok_or_else(beyond_amount);
    let net_before_invoice_discount = plus(line.net_amount, line.invoice_discount_amount)?;
    Ok(InvoiceSums {
        gross: plus(net_before_invoice_discount, line.line_discount_amount)?,
        line_discount: line.line_discount_amount,
        net_before_invoice_discount,
        invoice_discount: line.invoice_discount_amount,
        net: line.net_amount,
        tax: line.tax_amount,
        total: plus(line.net_amount, line.tax_amount)?,
    })
}
