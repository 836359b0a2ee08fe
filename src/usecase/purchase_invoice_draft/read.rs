//! Drafts and their lines.

use entity::ids::{PurchaseInvoiceDraftId, PurchaseInvoiceDraftLineId};
use entity::purchase_invoice_draft::{Entity, Model};
use entity::{purchase_charge_assignment, purchase_invoice_draft_line};
use sea_orm::ColumnTrait;

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Scope, TenantTx};
use crate::usecase::list::list;

/// What drafts can be sorted by.
#[derive(Clone, Copy, Debug)]
pub enum Sort {
    /// When they were made.
    CreatedAt,
}

list! {
    purchase_invoice_draft,
    /// What drafts can be filtered by.
    Field {
        /// Whether they are invoices or credit memos.
        DocumentType,
        /// Their vendor.
        VendorId,
        /// The order that they were made from.
        PurchaseOrderId,
        /// The vendor's own number.
        VendorInvoiceNumber,
        /// When they were made.
        CreatedAt,
    },
    Sort { CreatedAt => CreatedAt }
}

/// What lines of drafts can be sorted by.
#[derive(Clone, Copy, Debug)]
pub enum LineSort {
    /// Their number.
    Number,
}

list! {
    purchase_invoice_draft_line,
    /// What lines of drafts can be looked up by.
    LineField {
        /// Their draft.
        PurchaseInvoiceDraftId,
    },
    LineSort { Number => LineNumber }
}

/// What bearers of charges can be sorted by.
#[derive(Clone, Copy, Debug)]
pub enum BearerSort {
    /// As they were named.
    Written,
}

list! {
    purchase_charge_assignment,
    /// What bearers of charges can be looked up by.
    BearerField {
        /// The line that is borne.
        PurchaseInvoiceDraftLineId,
    },
    BearerSort { Written => Id }
}

/// The lines of a draft, by number.
///
/// # Errors
/// When the database fails.
pub async fn lines(
    scope: &impl Scope,
    draft: PurchaseInvoiceDraftId,
) -> Result<Vec<purchase_invoice_draft_line::Model>, Failure> {
    use purchase_invoice_draft_line::{Column, Entity};
    let own = Column::PurchaseInvoiceDraftId.eq(draft);
    let select = scope.find::<Entity>().filter(own);
    select.order_by(Column::LineNumber).all().await
}

/// What bears the charges of lines, as it was named.
///
/// # Errors
/// When the database fails.
pub async fn bearers(
    scope: &impl Scope,
    lines: &[PurchaseInvoiceDraftLineId],
) -> Result<Vec<purchase_charge_assignment::Model>, Failure> {
    use purchase_charge_assignment::{Column, Entity};
    if lines.is_empty() {
        return Ok(Vec::new());
    }
    let own = Column::PurchaseInvoiceDraftLineId.is_in(lines.iter().copied());
    let rows = scope.find::<Entity>().filter(own);
    rows.order_by(Column::Id).all().await
}

/// Locks a draft and refuses the input's `field` where there is none; a stale version is refused
/// too.
///
/// # Errors
/// When the legal entity has no such draft; or when the database fails.
pub async fn lock(
    tx: &TenantTx,
    field: &str,
    id: PurchaseInvoiceDraftId,
    version: Option<i32>,
) -> Result<Model, Failure> {
    let draft = tx.find::<Entity>().lock().named(field, id).await?;
    match version.filter(|version| *version != draft.row_version) {
        None => Ok(draft),
        Some(_) => {
            let current = draft.row_version;
            Err(Failure::refused(
                "version",
                Violation::StaleVersion { current },
            ))
        }
    }
}

/// Takes the lines of a draft away, with what bears their charges.
///
/// # Errors
/// When the database fails.
pub async fn clear(tx: &TenantTx, draft: PurchaseInvoiceDraftId) -> Result<(), Failure> {
    use purchase_charge_assignment as bearer;
    let charge = |line: &purchase_invoice_draft_line::Model| line.item_charge_id.is_some();
    for line in lines(tx, draft).await?.into_iter().filter(charge) {
        let own = bearer::Column::PurchaseInvoiceDraftLineId;
        tx.delete_where::<bearer::Entity>(own, line.id).await?;
    }
    let own = purchase_invoice_draft_line::Column::PurchaseInvoiceDraftId;
    tx.delete_where::<purchase_invoice_draft_line::Entity>(own, draft)
        .await
}

/// Writes lines that were placed.
///
/// # Errors
/// When the database fails.
pub async fn write(tx: &TenantTx, placed: Vec<super::wanted::Placed>) -> Result<(), Failure> {
    let (mut rows, mut bearers) = (Vec::new(), Vec::new());
    for line in placed {
        rows.push(line.row);
        bearers.extend(line.bearers);
    }
    tx.insert_all(rows).await?;
    tx.insert_all(bearers).await
}
