//! Reading posted invoices and credit memos.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::filter::{
    DateFilter, IdFilter, StringFilter, Tests, field, filter_tree, kind_filter,
};
use crate::graphql::id::local;
use crate::graphql::list;
use crate::graphql::page::{OrderDirection, Paging};
use crate::usecase::purchase_invoice::read::Field;

use super::object::{PurchaseInvoice, PurchaseInvoiceConnection};

kind_filter! {
    /// Tests of whether a document is an invoice or a credit memo.
    PurchaseInvoiceTypeFilter, PurchaseInvoiceType
}

/// Which posted invoices are wanted; all conditions have to hold.
#[derive(InputObject, Clone, Debug, Default)]
pub struct PurchaseInvoiceFilter {
    /// By id.
    id: Option<IdFilter>,
    /// By number.
    number: Option<StringFilter>,
    /// By whether it is an invoice or a credit memo.
    document_type: Option<PurchaseInvoiceTypeFilter>,
    /// By vendor.
    vendor_id: Option<IdFilter>,
    /// By the order that it was made from.
    purchase_order_id: Option<IdFilter>,
    /// By the agreement that it draws on without an order.
    agreement_id: Option<IdFilter>,
    /// By the vendor's own number.
    vendor_invoice_number: Option<StringFilter>,
    /// By the day it was posted for.
    posting_date: Option<DateFilter>,
    /// By when it is to be paid.
    due_date: Option<DateFilter>,
    /// All of these have to hold too.
    and: Option<Vec<Self>>,
    /// One of these has to hold.
    or: Option<Vec<Self>>,
    /// This must not hold.
    not: Option<Box<Self>>,
}

filter_tree! { PurchaseInvoiceFilter, Field, |this| [
    this
        .id
        .iter()
        .flat_map(|t| field(Field::Id, t.tests::<entity::ids::PurchaseInvoiceId>()))
        .collect::<Vec<_>>(),
    this.number.iter().flat_map(|t| field(Field::Number, t.tests())).collect(),
    this.document_type.iter().flat_map(|t| field(Field::DocumentType, t.tests())).collect(),
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
        .agreement_id
        .iter()
        .flat_map(|t| field(Field::AgreementId, t.tests::<entity::ids::AgreementId>()))
        .collect(),
    this
        .vendor_invoice_number
        .iter()
        .flat_map(|t| field(Field::VendorInvoiceNumber, t.tests()))
        .collect(),
    this.posting_date.iter().flat_map(|t| field(Field::PostingDate, t.tests())).collect(),
    this.due_date.iter().flat_map(|t| field(Field::DueDate, t.tests())).collect(),
].concat() }

/// What posted invoices can be sorted by.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "crate::usecase::purchase_invoice::read::Sort")]
pub enum PurchaseInvoiceOrderField {
    /// Their number.
    Number,
    /// The day they were posted for.
    PostingDate,
    /// When they are to be paid.
    DueDate,
}

/// How posted invoices are sorted.
#[derive(InputObject, Clone, Copy, Debug)]
pub struct PurchaseInvoiceOrder {
    /// By what.
    field: PurchaseInvoiceOrderField,
    /// Which way.
    #[graphql(default)]
    direction: OrderDirection,
}

/// Reading posted invoices and credit memos.
#[derive(Default)]
pub struct PurchaseInvoiceQuery;

/// Reading posted invoices and credit memos.
#[Object]
impl PurchaseInvoiceQuery {
    /// One posted invoice or credit memo.
    async fn purchase_invoice(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
    ) -> Result<Option<PurchaseInvoice>> {
        let view = ctx.read(Permission::Read).await?;
        let row = view
            .load(local::<entity::ids::PurchaseInvoiceId>(&id))
            .await?;
        Ok(row.map(|row| PurchaseInvoice::new((*row).clone(), view)))
    }

    /// Posted invoices and credit memos, by number unless another order is asked for.
    #[expect(
        clippy::too_many_arguments,
        reason = "a connection has four, a filter and an order"
    )]
    async fn purchase_invoices(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones.")] filter: Option<PurchaseInvoiceFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<Vec<PurchaseInvoiceOrder>>,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<PurchaseInvoiceConnection> {
        let view = ctx.read(Permission::Read).await?;
        let asked = order_by
            .iter()
            .flatten()
            .map(|o| (o.field.into(), o.direction.into()));
        let paging = Paging::new(first, after, last, before);
        let filter = filter.unwrap_or_default().tree()?;
        let (page, order) = list::page(&view, &filter, asked, &paging).await?;
        Ok(PurchaseInvoiceConnection::new(page, order, view))
    }
}
