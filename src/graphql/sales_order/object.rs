//! What clients see of a sales order.

use std::sync::Arc;

use async_graphql::{ID, Object, Result};
use entity::{sales_order, sales_order_line};

use crate::graphql::agreement::object::Agreement;
use crate::graphql::customer::object::Customer;
use crate::graphql::id::global;
use crate::graphql::kinds::{ChainOrigin, SalesOrderStatus};
use crate::graphql::page::connection;
use crate::graphql::purchase_order::object::Progress;
use crate::graphql::sales_invoice::object::SalesInvoice;
use crate::graphql::sales_order_line::object::SalesOrderLine;
use crate::graphql::sales_shipment::object::SalesShipment;
use crate::graphql::scalar::{CurrencyCode, Date, DateTime, Money};
use crate::graphql::view::View;

use super::loaded::{SalesInvoicesOf, SalesLinesOf, ShipmentsOf};

/// An order of a customer.
#[derive(Clone)]
pub struct SalesOrder {
    row: sales_order::Model,
    view: View,
}

impl SalesOrder {
    /// An order's row, and the view that it was read from.
    #[must_use]
    pub fn new(row: sales_order::Model, view: View) -> Self {
        Self { row, view }
    }

    async fn rows(&self) -> Result<Arc<Vec<sales_order_line::Model>>> {
        let rows = self.view.load(SalesLinesOf(self.row.id)).await?;
        Ok(rows.unwrap_or_default())
    }
}

/// An order of a customer.
#[Object]
impl SalesOrder {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// Its number, unique in the legal entity.
    async fn number(&self) -> &str {
        &self.row.number
    }

    /// Who buys.
    async fn customer(&self) -> Result<Customer> {
        let row = self.view.must_load(self.row.customer_id).await?;
        Ok(Customer::new((*row).clone(), self.view.clone()))
    }

    /// The agreement that its lines may draw on, chosen when it was made.
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
    async fn status(&self) -> SalesOrderStatus {
        self.row.status.into()
    }

    /// The day it was placed.
    async fn order_date(&self) -> Date {
        Date(self.row.order_date)
    }

    /// The delivery day of lines that name none.
    async fn delivery_date(&self) -> Option<Date> {
        self.row.delivery_date.map(Date)
    }

    /// Where it is delivered to.
    async fn delivery_address(&self) -> Option<&str> {
        self.row.delivery_address.as_deref()
    }

    /// Code of the payment terms.
    async fn payment_terms(&self) -> Option<&str> {
        self.row.payment_terms.as_deref()
    }

    /// The customer's own number of the order.
    async fn customer_reference(&self) -> Option<&str> {
        self.row.customer_reference.as_deref()
    }

    /// Whether it or the purchase order of a trading partner that it goes with was made first;
    /// none where it goes with none (ICO-1).
    async fn chain_origin(&self) -> Option<ChainOrigin> {
        self.row.chain_origin.map(Into::into)
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

    /// Its lines, by number.
    async fn lines(&self) -> Result<Vec<SalesOrderLine>> {
        let line =
            |row: &sales_order_line::Model| SalesOrderLine::new(row.clone(), self.view.clone());
        Ok(self.rows().await?.iter().map(line).collect())
    }

    /// The net amount of all that is ordered.
    async fn net_amount(&self) -> Result<Money> {
        let rows = self.rows().await?;
        let nets = rows.iter().map(|row| row.net_amount.decimal());
        let net: rust_decimal::Decimal = nets.sum();
        Ok(Money::of(net, self.row.currency))
    }

    /// Its shipments, the first one first.
    async fn shipments(&self) -> Result<Vec<SalesShipment>> {
        let rows = self.view.load(ShipmentsOf(self.row.id)).await?;
        let shipment = |row: &entity::sales_shipment::Model| {
            SalesShipment::new(row.clone(), self.view.clone())
        };
        Ok(rows.unwrap_or_default().iter().map(shipment).collect())
    }

    /// Its invoices, the first one first.
    async fn invoices(&self) -> Result<Vec<SalesInvoice>> {
        let rows = self.view.load(SalesInvoicesOf(self.row.id)).await?;
        let invoice =
            |row: &entity::sales_invoice::Model| SalesInvoice::new(row.clone(), self.view.clone());
        Ok(rows.unwrap_or_default().iter().map(invoice).collect())
    }

    /// How much of it has left.
    async fn shipping_progress(&self) -> Result<Progress> {
        let rows = self.rows().await?;
        Ok(progress(&rows, |row| row.shipped_quantity.steps()))
    }

    /// How much of it has been invoiced.
    async fn invoicing_progress(&self) -> Result<Progress> {
        let rows = self.rows().await?;
        Ok(progress(&rows, |row| row.invoiced_quantity.steps()))
    }
}

/// How far the lines have got in one respect.
fn progress(
    lines: &[sales_order_line::Model],
    done: impl Fn(&sales_order_line::Model) -> i64,
) -> Progress {
    if lines.iter().all(|line| done(line) == 0) {
        Progress::None
    } else if lines.iter().any(|line| wanted(line) > done(line)) {
        Progress::Partly
    } else {
        Progress::Complete
    }
}

/// Ordered and not given up.
fn wanted(line: &sales_order_line::Model) -> i64 {
    line.quantity.steps() - line.cancelled_quantity.steps()
}

connection! {
    /// A page of sales orders.
    SalesOrderConnection, SalesOrderEdge, SalesOrder, entity::sales_order::Entity
}
