//! What clients see of lines of posted invoices.

use async_graphql::{ID, Object, Result};
use entity::purchase_invoice_line;

use crate::graphql::id::global;
use crate::graphql::page::connection;
use crate::graphql::purchase_order_line::object::PurchaseOrderLine;
use crate::graphql::scalar::{Date, Decimal};
use crate::graphql::view::View;

/// A line of a posted invoice.
pub struct PurchaseInvoiceLine {
    row: purchase_invoice_line::Model,
    view: View,
}

impl PurchaseInvoiceLine {
    /// A line's row, and the view that it was read from.
    #[must_use]
    pub fn new(row: purchase_invoice_line::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// A line of a posted invoice.
#[Object]
impl PurchaseInvoiceLine {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// The posted document's number.
    async fn document_number(&self) -> &str {
        &self.row.document_number
    }

    /// The day it was posted for.
    async fn posting_date(&self) -> Date {
        Date(self.row.posting_date)
    }

    /// The quantity.
    async fn quantity(&self) -> Decimal {
        Decimal::of(self.row.quantity)
    }

    /// The unit of the quantity; none on lines of accounts and charges.
    async fn unit(&self) -> Option<&str> {
        self.row.unit.as_ref().map(|unit| unit.0.as_str())
    }

    /// The net amount, in the order's currency.
    async fn net_amount(&self) -> Decimal {
        Decimal::of(self.row.net_amount)
    }

    /// The order line, if there is one.
    async fn purchase_order_line(&self) -> Result<Option<PurchaseOrderLine>> {
        let Some(id) = self.row.purchase_order_line_id else {
            return Ok(None);
        };
        let row = self.view.must_load(id).await?;
        Ok(Some(PurchaseOrderLine::new(
            (*row).clone(),
            self.view.clone(),
        )))
    }
}

connection! {
    /// A page of lines of posted invoices.
    PurchaseInvoiceLineConnection, PurchaseInvoiceLineEdge, PurchaseInvoiceLine,
    entity::purchase_invoice_line::Entity
}
