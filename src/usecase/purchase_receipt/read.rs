//! Posted receipts and their lines.

use std::collections::HashMap;

use entity::ids::{PurchaseReceiptId, PurchaseReceiptLineId};
use entity::{purchase_invoice_match, purchase_receipt_line};
use sea_orm::ColumnTrait;

use crate::failure::Failure;
use crate::tenancy::{Scope, Sums};

/// The lines of a receipt, by number.
///
/// # Errors
/// When the database fails.
pub async fn lines(
    scope: &impl Scope,
    receipt: PurchaseReceiptId,
) -> Result<Vec<purchase_receipt_line::Model>, Failure> {
    use purchase_receipt_line::{Column, Entity};
    let select = scope
        .find::<Entity>()
        .filter(Column::PurchaseReceiptId.eq(receipt));
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
