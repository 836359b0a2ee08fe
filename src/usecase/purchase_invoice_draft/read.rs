//! Drafts and their lines.

use std::collections::HashMap;

use entity::ids::{PurchaseInvoiceDraftId, PurchaseInvoiceDraftLineId};
use entity::purchase_invoice_draft::{Column, Entity, Model};
use entity::{purchase_charge_assignment, purchase_invoice_draft_line};
use sea_orm::ColumnTrait;

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Order, Page, PageAsk, Scope, TenantTx};
use crate::usecase::filter::Filter;
use crate::usecase::sort::OrderBy;

/// What drafts can be filtered by.
#[derive(Clone, Copy, Debug)]
pub enum Field {
    /// Whether they are invoices or credit memos.
    DocumentType,
    /// Their vendor.
    Vendor,
    /// The order that they were made from.
    PurchaseOrder,
    /// The vendor's own number.
    VendorInvoiceNumber,
    /// When they were made.
    CreatedAt,
}

fn column(field: Field) -> Column {
    match field {
        Field::DocumentType => Column::DocumentType,
        Field::Vendor => Column::VendorId,
        Field::PurchaseOrder => Column::PurchaseOrderId,
        Field::VendorInvoiceNumber => Column::VendorInvoiceNumber,
        Field::CreatedAt => Column::CreatedAt,
    }
}

/// The order of drafts: as they were made.
#[must_use]
pub fn order() -> OrderBy<Entity> {
    OrderBy::new([], ("made", Order::Ascending), |_| Column::CreatedAt)
}

/// A page of the drafts that meet a filter.
///
/// # Errors
/// When the database fails.
pub async fn page(
    scope: &impl Scope,
    filter: &Filter<Field>,
    order: &OrderBy<Entity>,
    ask: &PageAsk,
) -> Result<Page<Entity>, Failure> {
    let select = scope.find::<Entity>().filter(filter.condition(&column));
    select.page(&order.columns, ask).await
}

/// The lines of a draft, by number.
///
/// # Errors
/// When the database fails.
pub async fn lines(
    scope: &impl Scope,
    draft: PurchaseInvoiceDraftId,
) -> Result<Vec<purchase_invoice_draft_line::Model>, Failure> {
    let mut found = lines_of(scope, &[draft]).await?;
    Ok(found.remove(&draft).unwrap_or_default())
}

/// The lines of drafts, by number.
///
/// # Errors
/// When the database fails.
pub async fn lines_of(
    scope: &impl Scope,
    drafts: &[PurchaseInvoiceDraftId],
) -> Result<HashMap<PurchaseInvoiceDraftId, Vec<purchase_invoice_draft_line::Model>>, Failure> {
    use purchase_invoice_draft_line::{Column, Entity};
    let own = Column::PurchaseInvoiceDraftId.is_in(drafts.iter().copied());
    let rows = scope.find::<Entity>().filter(own);
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    for row in rows.order_by(Column::LineNumber).all().await? {
        found
            .entry(row.purchase_invoice_draft_id)
            .or_default()
            .push(row);
    }
    Ok(found)
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
