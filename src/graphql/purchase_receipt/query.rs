//! Reading posted receipts.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entity::ids;

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::filter::{
    DateFilter, IdFilter, StringFilter, Tests, field, filter_tree, kind_filter,
};
use crate::graphql::id::local;
use crate::graphql::list::{LedgerOrder, page};
use crate::graphql::page::Paging;
use crate::usecase::purchase_receipt::read::Field;

use super::object::{PurchaseReceipt, PurchaseReceiptConnection};

kind_filter! {
    /// Tests of what a receipt is.
    PurchaseReceiptTypeFilter, PurchaseReceiptType
}

/// Which receipts are wanted; all conditions have to hold.
#[derive(InputObject, Clone, Debug, Default)]
pub struct PurchaseReceiptFilter {
    /// By id.
    id: Option<IdFilter>,
    /// By number.
    number: Option<StringFilter>,
    /// By what happened.
    receipt_type: Option<PurchaseReceiptTypeFilter>,
    /// By vendor.
    vendor_id: Option<IdFilter>,
    /// By order.
    purchase_order_id: Option<IdFilter>,
    /// By the vendor's number of the shipment.
    vendor_shipment_number: Option<StringFilter>,
    /// By the day they are posted for.
    posting_date: Option<DateFilter>,
    /// All of these have to hold too.
    and: Option<Vec<Self>>,
    /// One of these has to hold.
    or: Option<Vec<Self>>,
    /// This must not hold.
    not: Option<Box<Self>>,
}

filter_tree! { PurchaseReceiptFilter, Field, |this| [
    this
        .id
        .iter()
        .flat_map(|t| field(Field::Id, t.tests::<ids::PurchaseReceiptId>()))
        .collect::<Vec<_>>(),
    this
        .number
        .iter()
        .flat_map(|t| field(Field::Number, t.tests()))
        .collect(),
    this
        .receipt_type
        .iter()
        .flat_map(|t| field(Field::ReceiptType, t.tests()))
        .collect(),
    this
        .vendor_id
        .iter()
        .flat_map(|t| field(Field::VendorId, t.tests::<ids::VendorId>()))
        .collect(),
    this
        .purchase_order_id
        .iter()
        .flat_map(|t| field(Field::PurchaseOrderId, t.tests::<ids::PurchaseOrderId>()))
        .collect(),
    this
        .vendor_shipment_number
        .iter()
        .flat_map(|t| field(Field::VendorShipmentNumber, t.tests()))
        .collect(),
    this
        .posting_date
        .iter()
        .flat_map(|t| field(Field::PostingDate, t.tests()))
        .collect(),
].concat() }

/// Reading posted receipts.
#[derive(Default)]
pub struct PurchaseReceiptQuery;

/// Reading posted receipts.
#[Object]
impl PurchaseReceiptQuery {
    /// One posted receipt.
    async fn purchase_receipt(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
    ) -> Result<Option<PurchaseReceipt>> {
        let view = ctx.read(Permission::Read).await?;
        let row = view.load(local::<ids::PurchaseReceiptId>(&id)).await?;
        Ok(row.map(|row| PurchaseReceipt::new((*row).clone(), view)))
    }

    /// Posted receipts, return shipments and undone receipts, by posting date unless another order
    /// is asked for.
    #[expect(
        clippy::too_many_arguments,
        reason = "a connection has four, a filter and an order"
    )]
    async fn purchase_receipts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones.")] filter: Option<PurchaseReceiptFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<Vec<LedgerOrder>>,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<PurchaseReceiptConnection> {
        let view = ctx.read(Permission::Read).await?;
        let asked = LedgerOrder::asked(order_by);
        let paging = Paging::new(first, after, last, before);
        let filter = filter.unwrap_or_default().tree()?;
        let (page, order) = page(&view, &filter, asked, &paging).await?;
        Ok(PurchaseReceiptConnection::new(page, order, view))
    }
}
