//! Posted invoices and their lines.

use std::collections::HashMap;

use entity::ids::{PurchaseInvoiceId, PurchaseInvoiceLineId};
use entity::purchase_invoice::{Column, Entity};
use entity::{purchase_invoice, purchase_invoice_line, purchase_invoice_match};
use sea_orm::ColumnTrait;

use crate::failure::Failure;
use crate::tenancy::{Scope, Sums};
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

/// The lines of a posted invoice, by number.
///
/// # Errors
/// When the database fails.
pub async fn lines(
    scope: &impl Scope,
    invoice: PurchaseInvoiceId,
) -> Result<Vec<purchase_invoice_line::Model>, Failure> {
    let mut found = lines_of(scope, &[invoice]).await?;
    Ok(found.remove(&invoice).unwrap_or_default())
}

/// The lines of posted invoices, by number.
///
/// # Errors
/// When the database fails.
pub async fn lines_of(
    scope: &impl Scope,
    invoices: &[PurchaseInvoiceId],
) -> Result<HashMap<PurchaseInvoiceId, Vec<purchase_invoice_line::Model>>, Failure> {
    use purchase_invoice_line::{Column, Entity};
    let own = Column::PurchaseInvoiceId.is_in(invoices.iter().copied());
    let rows = scope.find::<Entity>().filter(own);
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    for row in rows.order_by(Column::LineNumber).all().await? {
        found.entry(row.purchase_invoice_id).or_default().push(row);
    }
    Ok(found)
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

/// How much of posted lines credit memos gave back, in smallest steps and below zero; nothing for
/// those of which nothing was.
///
/// # Errors
/// When the database fails.
pub async fn reversed(
    scope: &impl Scope,
    lines: &[PurchaseInvoiceLineId],
) -> Result<HashMap<PurchaseInvoiceLineId, i64>, Failure> {
    use purchase_invoice_line::{Column, Entity};
    if lines.is_empty() {
        return Ok(HashMap::new());
    }
    let own = Column::ReversesPurchaseInvoiceLineId.is_in(lines.iter().copied());
    let sums = scope
        .find::<Entity>()
        .filter(own)
        .sums_by(Column::ReversesPurchaseInvoiceLineId, &[Column::Quantity])
        .await?;
    let one = |Sums { key, sums }: Sums| (key.into(), sums.first().copied().unwrap_or_default());
    Ok(sums.into_iter().map(one).collect())
}

/// The documents that cancel some others, by what they cancel.
///
/// # Errors
/// When the database fails.
pub async fn cancelling(
    scope: &impl Scope,
    invoices: &[PurchaseInvoiceId],
) -> Result<HashMap<PurchaseInvoiceId, purchase_invoice::Model>, Failure> {
    let own = Column::CancelsPurchaseInvoiceId.is_in(invoices.iter().copied());
    let rows = scope.find::<Entity>().filter(own).all().await?;
    let by_cancelled = rows
        .into_iter()
        .filter_map(|row| Some((row.cancels_purchase_invoice_id?, row)));
    Ok(by_cancelled.collect())
}
