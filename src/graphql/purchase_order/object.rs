//! What clients see of a purchase order.

use async_graphql::{Enum, ID, Object, Result, SimpleObject};
use entity::kinds::{PurchaseOrderStatus as Status, VendorBlocked};
use entity::{purchase_order, purchase_order_line};

use crate::auth::Permission;
use crate::graphql::agreement::object::Agreement;
use crate::graphql::dimension_set::object::{DimensionSetValue, values};
use crate::graphql::id::global;
use crate::graphql::kinds::{
    ChainOrigin, PurchaseOrderSource, PurchaseOrderStatus, PurchaseOrderType,
};
use crate::graphql::list::page_of;
use crate::graphql::page::{Paging, connection};
use crate::graphql::purchase_invoice::object::PurchaseInvoiceConnection;
use crate::graphql::purchase_order_line::object::PurchaseOrderLineConnection;
use crate::graphql::purchase_receipt::object::PurchaseReceiptConnection;
use crate::graphql::scalar::{CurrencyCode, Date, DateTime, Money};
use crate::graphql::vendor::object::Vendor;
use crate::graphql::view::{FirstOf, NetAmountOf, View};
use crate::usecase::amount_limit;
use crate::usecase::filter::{Filter, Scalar, Test};
use crate::usecase::purchase_invoice::read::Field as OfInvoice;
use crate::usecase::purchase_order::read as order_read;
use crate::usecase::purchase_order_line::read;
use crate::usecase::purchase_receipt::read::Field as OfReceipt;

use super::version::PurchaseOrderVersionConnection;

/// An order to a vendor.
#[derive(Clone)]
pub struct PurchaseOrder {
    row: purchase_order::Model,
    view: View,
}

impl PurchaseOrder {
    /// An order's row, and the view that it was read from.
    #[must_use]
    pub fn new(row: purchase_order::Model, view: View) -> Self {
        Self { row, view }
    }

    /// Whether a connection of lines is asked for like others of its kind, so that one statement
    /// serves all orders of a page.
    async fn front(&self, n: u32) -> Result<Vec<purchase_order_line::Model>> {
        let rows = self
            .view
            .load(FirstOf {
                parent: self.row.id,
                n,
            })
            .await?
            .unwrap_or_default();
        Ok((*rows).clone())
    }
}

/// More lines than an order has.
const ALL_LINES: u32 = 1_000_000;

/// How far something has got.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Progress {
    /// Not begun.
    None,
    /// Begun and not done.
    Partly,
    /// Done.
    Complete,
}

/// What the caller may do with an order as it stands.
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct PurchaseOrderActions {
    /// Whether its header and lines may be changed.
    edit: bool,
    /// Whether it may be confirmed.
    confirm: bool,
    /// Whether it may be cancelled.
    cancel: bool,
}

/// An order to a vendor.
#[Object]
impl PurchaseOrder {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// Its number, unique in the legal entity.
    async fn number(&self) -> &str {
        &self.row.number
    }

    /// Whether it orders or sends back.
    async fn order_type(&self) -> PurchaseOrderType {
        self.row.order_type.into()
    }

    /// The vendor's permission to send goods back; on returns.
    async fn rma_number(&self) -> Option<&str> {
        self.row.rma_number.as_deref()
    }

    /// Who sells.
    async fn vendor(&self) -> Result<Vendor> {
        let row = self.view.must_load(self.row.vendor_id).await?;
        Ok(Vendor::new((*row).clone(), self.view.clone()))
    }

    /// The agreement that was chosen when the order was made.
    async fn agreement(&self) -> Result<Option<Agreement>> {
        Ok(self
            .view
            .may_show(self.row.agreement_id, Agreement::new)
            .await?)
    }

    /// The currency of all its amounts.
    async fn currency(&self) -> CurrencyCode {
        CurrencyCode(self.row.currency)
    }

    /// Where it stands.
    async fn status(&self) -> PurchaseOrderStatus {
        self.row.status.into()
    }

    /// What made it.
    async fn source(&self) -> PurchaseOrderSource {
        self.row.source.into()
    }

    /// Whether it or the sales order of a trading partner that it goes with was made first; none
    /// where it goes with none (ICO-1).
    async fn chain_origin(&self) -> Option<ChainOrigin> {
        self.row.chain_origin.map(Into::into)
    }

    /// The day it is placed.
    async fn order_date(&self) -> Date {
        Date(self.row.order_date)
    }

    /// The delivery day of lines that name none.
    async fn delivery_date(&self) -> Option<Date> {
        self.row.delivery_date.map(Date)
    }

    /// Code of the payment terms.
    async fn payment_terms(&self) -> Option<&str> {
        self.row.payment_terms.as_deref()
    }

    /// Code of the delivery terms.
    async fn delivery_terms(&self) -> Option<&str> {
        self.row.delivery_terms.as_deref()
    }

    /// Code of the delivery mode.
    async fn delivery_mode(&self) -> Option<&str> {
        self.row.delivery_mode.as_deref()
    }

    /// Where it is delivered to.
    async fn delivery_address(&self) -> Option<&str> {
        self.row.delivery_address.as_deref()
    }

    /// Its dimension values.
    async fn dimensions(&self) -> Result<Vec<DimensionSetValue>> {
        Ok(values(&self.view, self.row.dimension_set_id).await?)
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        DateTime(self.row.created_at)
    }

    /// Who made it.
    async fn created_by(&self) -> &str {
        &self.row.created_by
    }

    /// Counts the row's changes; send it back with an update.
    async fn version(&self) -> i32 {
        self.row.row_version
    }

    /// Number of its latest confirmed version; 0 before the first.
    async fn latest_version(&self) -> i32 {
        self.row.latest_version
    }

    /// Its lines, by number.
    async fn lines(
        &self,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<PurchaseOrderLineConnection> {
        let order = read::order([], read::Sort::LineNumber);
        let paging = Paging::new(first, after, last, before);
        let ask = paging.ask(&order, &self.view)?;
        let own = Test::Equals(Scalar::Id(self.row.id.into()));
        let own = Filter::Field(read::Field::PurchaseOrder, own);
        let scope = self.view.read();
        let page = if paging.is_front() {
            let rows = self.front(ask.size + 1).await?;
            read::front(scope, &own, rows, &order, ask.size)
        } else {
            read::page(scope, &own, &order, &ask).await?
        };
        Ok(PurchaseOrderLineConnection::new(
            page,
            order.name,
            self.view.clone(),
        ))
    }

    /// The net amount of what is ordered and not given up.
    async fn net_amount(&self) -> Result<Money> {
        let currency = self.row.currency;
        let order = self.row.id;
        let total = self.view.load(NetAmountOf { order, currency }).await?;
        Ok(Money::of(total.unwrap_or_default(), currency))
    }

    /// How much of it has been received.
    async fn receipt_progress(&self) -> Result<Progress> {
        let lines = self.front(ALL_LINES).await?;
        Ok(progress(&lines, |line| line.received_quantity.steps()))
    }

    /// How much of it has been invoiced.
    async fn invoice_progress(&self) -> Result<Progress> {
        let lines = self.front(ALL_LINES).await?;
        Ok(progress(&lines, |line| line.invoiced_quantity.steps()))
    }

    /// Its confirmed versions, the first one first.
    async fn versions(
        &self,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<PurchaseOrderVersionConnection> {
        let order = order_read::version_order();
        let ask = Paging::new(first, after, last, before).ask(&order, &self.view)?;
        let page = order_read::versions(self.view.read(), self.row.id, &order, &ask).await?;
        Ok(PurchaseOrderVersionConnection::new(
            page,
            order.name,
            self.view.clone(),
        ))
    }

    /// The posted invoices and credit memos that were made from it alone.
    async fn invoices(
        &self,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<PurchaseInvoiceConnection> {
        let paging = Paging::new(first, after, last, before);
        let own = (OfInvoice::PurchaseOrderId, self.row.id.into());
        let (page, order) = page_of(&self.view, own, None, &paging).await?;
        Ok(PurchaseInvoiceConnection::new(
            page,
            order,
            self.view.clone(),
        ))
    }

    /// What was received of it, or sent back, by posting date.
    async fn receipts(
        &self,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<PurchaseReceiptConnection> {
        let paging = Paging::new(first, after, last, before);
        let own = (OfReceipt::PurchaseOrderId, self.row.id.into());
        let filter = None;
        let (page, order) = page_of(&self.view, own, filter, &paging).await?;
        Ok(PurchaseReceiptConnection::new(
            page,
            order,
            self.view.clone(),
        ))
    }

    /// What the caller may do with it as it stands.
    async fn viewer_can(&self) -> Result<PurchaseOrderActions> {
        let may = |permission| self.view.may(permission);
        let status = self.row.status;
        let open = !matches!(status, Status::Cancelled | Status::PendingApproval);
        let lines = self.front(ALL_LINES).await?;
        let vendor = self.view.must_load(self.row.vendor_id).await?;
        let blocked = vendor.blocked == VendorBlocked::All;
        let arrived = |line: &purchase_order_line::Model| {
            !line.received_quantity.is_zero() || !line.invoiced_quantity.is_zero()
        };
        let confirm =
            open && !blocked && !lines.is_empty() && may(Permission::PurchaseOrderConfirm);
        let (read, today) = (self.view.read(), self.view.today());
        let within = !confirm
            || amount_limit::beyond_order(read, &self.row, today)
                .await?
                .is_none();
        Ok(PurchaseOrderActions {
            edit: open && may(Permission::PurchaseOrderWrite),
            confirm: confirm && within,
            cancel: open && !lines.iter().any(arrived) && may(Permission::PurchaseOrderCancel),
        })
    }
}

/// How far the lines have got in one respect.
fn progress(
    lines: &[purchase_order_line::Model],
    done: impl Fn(&purchase_order_line::Model) -> i64,
) -> Progress {
    let open = |line: &purchase_order_line::Model| {
        line.quantity.steps() - line.cancelled_quantity.steps() > done(line)
    };
    if lines.iter().all(|line| done(line) == 0) {
        Progress::None
    } else if lines.iter().any(open) {
        Progress::Partly
    } else {
        Progress::Complete
    }
}

connection! {
    /// A page of purchase orders.
    PurchaseOrderConnection, PurchaseOrderEdge, PurchaseOrder, entity::purchase_order::Entity
}
