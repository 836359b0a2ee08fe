//! What clients see of a posted receipt.

use async_graphql::{ID, Object, Result, SimpleObject};
use entity::{purchase_receipt, purchase_receipt_line};

use crate::auth::Permission;
use crate::graphql::id::global;
use crate::graphql::kinds::PurchaseReceiptType;
use crate::graphql::list::all_of;
use crate::graphql::page::connection;
use crate::graphql::posted::acts::ReceiptActs;
use crate::graphql::purchase_order::object::PurchaseOrder;
use crate::graphql::scalar::{CurrencyCode, Date, DateTime};
use crate::graphql::vendor::object::Vendor;
use crate::graphql::view::View;
use crate::graphql::voucher::object::Voucher;
use crate::usecase::purchase_receipt::read::LineField;
use crate::usecase::purchase_receipt::standing::Acts;

use super::line::PurchaseReceiptLine;

/// Goods that have arrived, or have been sent back.
#[derive(Clone)]
pub struct PurchaseReceipt {
    row: purchase_receipt::Model,
    view: View,
}

impl PurchaseReceipt {
    /// A receipt's row, and the view that it was read from.
    #[must_use]
    pub fn new(row: purchase_receipt::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// What the caller may do with a receipt as it stands. Whether the books let it, as where goods are
/// not in stock any more or a period is closed, is told by doing it as a preview.
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct PurchaseReceiptActions {
    /// Whether it may be undone.
    undo: bool,
    /// Whether what is left of it may be put on a return order.
    send_back: bool,
}

/// Goods that have arrived, or have been sent back.
#[Object]
impl PurchaseReceipt {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// Its number, unique in the legal entity.
    async fn number(&self) -> &str {
        &self.row.number
    }

    /// What happened.
    async fn receipt_type(&self) -> PurchaseReceiptType {
        self.row.receipt_type.into()
    }

    /// Who sells.
    async fn vendor(&self) -> Result<Vendor> {
        let row = self.view.must_load(self.row.vendor_id).await?;
        Ok(Vendor::new((*row).clone(), self.view.clone()))
    }

    /// The order; none where an invoice without an order received.
    async fn purchase_order(&self) -> Result<Option<PurchaseOrder>> {
        let row = self.view.may_load(self.row.purchase_order_id).await?;
        Ok(row.map(|row| PurchaseOrder::new((*row).clone(), self.view.clone())))
    }

    /// The vendor's number of the shipment.
    async fn vendor_shipment_number(&self) -> Option<&str> {
        self.row.vendor_shipment_number.as_deref()
    }

    /// The day it is posted for.
    async fn posting_date(&self) -> Date {
        Date(self.row.posting_date)
    }

    /// The currency of the amounts.
    async fn currency(&self) -> CurrencyCode {
        CurrencyCode(self.row.currency)
    }

    /// When it was posted.
    async fn recorded_at(&self) -> DateTime {
        DateTime(self.row.recorded_at)
    }

    /// Who posted it.
    async fn recorded_by(&self) -> &str {
        &self.row.recorded_by
    }

    /// Its lines, by number.
    async fn lines(&self) -> Result<Vec<PurchaseReceiptLine>> {
        let by = LineField::PurchaseReceiptId;
        let rows = all_of::<purchase_receipt_line::Entity>(&self.view, by, self.row.id).await?;
        let line = |row| PurchaseReceiptLine::new(row, self.view.clone());
        Ok(rows.into_iter().map(line).collect())
    }

    /// What the caller may do with it as it stands.
    async fn viewer_can(&self) -> Result<PurchaseReceiptActions> {
        let may = |permission| self.view.may(permission);
        let acts = self.view.load(ReceiptActs(self.row.id)).await?;
        let can = |act: fn(&Acts) -> bool| acts.as_ref().is_some_and(act);
        Ok(PurchaseReceiptActions {
            undo: can(|acts| acts.undo) && may(Permission::PurchaseReceiptPost),
            send_back: can(|acts| acts.send_back) && may(Permission::PurchaseOrderWrite),
        })
    }

    /// The voucher of its expected cost; none where none is posted.
    async fn voucher(&self) -> Result<Option<Voucher>> {
        let row = self.view.may_load(self.row.voucher_id).await?;
        Ok(row.map(|row| Voucher::new((*row).clone(), self.view.clone())))
    }
}

connection! {
    /// A page of posted receipts.
    PurchaseReceiptConnection, PurchaseReceiptEdge, PurchaseReceipt,
    entity::purchase_receipt::Entity
}
