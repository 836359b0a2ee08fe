//! Reading drafts of invoices and credit memos.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::filter::{DateTimeFilter, IdFilter, StringFilter, Tests, field, filter_tree};
use crate::graphql::id::local;
use crate::graphql::list;
use crate::graphql::page::Paging;
use crate::graphql::purchase_invoice::query::PurchaseInvoiceTypeFilter;
use crate::usecase::purchase_invoice_draft::read::Field;

use super::object::{PurchaseInvoiceDraft, PurchaseInvoiceDraftConnection};

/// Which drafts are wanted; all conditions have to hold.
#[derive(InputObject, Clone, Debug, Default)]
pub struct PurchaseInvoiceDraftFilter {
    /// By whether it is an invoice or a credit memo.
    document_type: Option<PurchaseInvoiceTypeFilter>,
    /// By vendor.
    vendor_id: Option<IdFilter>,
    /// By the order that it was made from.
    purchase_order_id: Option<IdFilter>,
    /// By the vendor's own number.
    vendor_invoice_number: Option<StringFilter>,
    /// By when it was made.
    created_at: Option<DateTimeFilter>,
    /// All of these have to hold too.
    and: Option<Vec<Self>>,
    /// One of these has to hold.
    or: Option<Vec<Self>>,
    /// This must not hold.
    not: Option<Box<Self>>,
}

filter_tree! { PurchaseInvoiceDraftFilter, Field, |this| [
    this
        .document_type
        .iter()
        .flat_map(|t| field(Field::DocumentType, t.tests()))
        .collect::<Vec<_>>(),
    this
        .vendor_id
        .iter()
        .flat_map(|t| field(Field::VendorId, t.tests::<entity::ids::VendorId>()))
        .collect(),
    this
        .purchase_order_id
        .iter()
        .flat_map(|t| field(Field::PurchaseOrderId, t.tests::<entity::ids::PurchaseOrderId>()))
        .collect(),
    this
        .vendor_invoice_number
        .iter()
        .flat_map(|t| field(Field::VendorInvoiceNumber, t.tests()))
        .collect(),
    this.created_at.iter().flat_map(|t| field(Field::CreatedAt, t.tests())).collect(),
].concat() }

/// Reading drafts of invoices and credit memos.
#[derive(Default)]
pub struct PurchaseInvoiceDraftQuery;

/// Reading drafts of invoices and credit memos.
#[Object]
impl PurchaseInvoiceDraftQuery {
    /// One draft of an invoice or a credit memo.
    async fn purchase_invoice_draft(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
    ) -> Result<Option<PurchaseInvoiceDraft>> {
        let view = ctx.read(Permission::Read).await?;
        let row = view
            .load(local::<entity::ids::PurchaseInvoiceDraftId>(&id))
            .await?;
        Ok(row.map(|row| PurchaseInvoiceDraft::new((*row).clone(), view)))
    }

    /// Drafts of invoices and credit memos, as they were made.
    async fn purchase_invoice_drafts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones.")] filter: Option<PurchaseInvoiceDraftFilter>,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<PurchaseInvoiceDraftConnection> {
        let view = ctx.read(Permission::Read).await?;
        let paging = Paging::new(first, after, last, before);
        let filter = filter.unwrap_or_default().tree()?;
        let (page, order) = list::page(&view, &filter, [], &paging).await?;
        Ok(PurchaseInvoiceDraftConnection::new(page, order, view))
    }
}
