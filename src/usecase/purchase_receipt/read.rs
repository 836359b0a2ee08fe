//! Posted receipts and their lines.

use std::collections::{BTreeSet, HashMap};

use entity::ids::{PurchaseReceiptId, PurchaseReceiptLineId};
use entity::{purchase_invoice_match, purchase_receipt_line};
use sea_orm::ColumnTrait;

use crate::failure::Failure;
use crate::tenancy::{Scope, Sums};
use crate::usecase::list::{LedgerSort, list};

list! {
    purchase_receipt,
    /// What receipts can be filtered by.
    Field {
        /// Their id.
        Id,
        /// Their number.
        Number,
        /// What happened.
        ReceiptType,
        /// Who sells.
        VendorId,
        /// Their order.
        PurchaseOrderId,
        /// The vendor's number of the shipment.
        VendorShipmentNumber,
        /// The day they are posted for.
        PostingDate,
    },
    LedgerSort { PostingDate => PostingDate, DocumentNumber => Number }
}

list! {
    purchase_receipt_line,
    /// What lines of receipts can be looked up by.
    LineField {
        /// Their receipt.
        PurchaseReceiptId,
        /// Their order line.
        PurchaseOrderLineId,
        /// The receipt line that they undo.
        UndoesPurchaseReceiptLineId,
    },
    LedgerSort { PostingDate => PostingDate, DocumentNumber => DocumentNumber }
}

/// The lines of some receipts, by number; one statement for all.
///
/// # Errors
/// When the database fails.
pub async fn lines(
    scope: &impl Scope,
    receipts: &[PurchaseReceiptId],
) -> Result<Vec<purchase_receipt_line::Model>, Failure> {
    use purchase_receipt_line::{Column, Entity};
    let own = Column::PurchaseReceiptId.is_in(receipts.iter().copied());
    let select = scope.find::<Entity>().filter(own);
    select.order_by(Column::LineNumber).all().await
}

/// How much of some receipt lines is invoiced, in smallest steps; nothing for those that are not.
///
/// # Errors
/// When the database fails.
pub async fn invoiced(
    scope: &impl Scope,
    lines: &[PurchaseReceiptLineId],
) -> Result<HashMap<PurchaseReceiptLineId, i64>, Failure> {
    use purchase_invoice_match::{Column, Entity};
    let own = Column::PurchaseReceiptLineId.is_in(lines.iter().copied());
    let sums = scope
        .find::<Entity>()
        .filter(own)
        .sums_by(Column::PurchaseReceiptLineId, &[Column::Quantity])
        .await?;
    let one = |Sums { key, sums }: Sums| (key.into(), sums.first().copied().unwrap_or_default());
    Ok(sums.into_iter().map(one).collect())
}

/// Which of some receipt lines were undone.
///
/// # Errors
/// When the database fails.
pub async fn undone(
    scope: &impl Scope,
    lines: &[PurchaseReceiptLineId],
) -> Result<BTreeSet<PurchaseReceiptLineId>, Failure> {
    use purchase_receipt_line::{Column, Entity};
    let own = Column::UndoesPurchaseReceiptLineId.is_in(lines.iter().copied());
    let rows = scope.find::<Entity>().filter(own).all().await?;
    let undone = rows
        .iter()
        .filter_map(|row| row.undoes_purchase_receipt_line_id);
    Ok(undone.collect())
}
