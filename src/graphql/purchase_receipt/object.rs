//! What clients see of a posted receipt.

use async_graphql::{ID, Object, Result};
use entity::purchase_receipt;

use crate::graphql::id::global;
use crate::graphql::kinds::PurchaseReceiptType;
use crate::graphql::posted::object::PurchaseReceiptLine;
use crate::graphql::purchase_order::object::PurchaseOrder;
use crate::graphql::scalar::{CurrencyCode, Date, DateTime};
use crate::graphql::vendor::object::Vendor;
use crate::graphql::view::View;
use crate::usecase::purchase_receipt::read;

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
        let rows = read::lines(self.view.read(), self.row.id).await?;
        let line = |row| PurchaseReceiptLine::new(row, self.view.clone());
        Ok(rows.into_iter().map(line).collect())
    }
}
