//! What belongs to sales orders, loaded in one statement for all orders of a page.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use entity::ids::{SalesInvoiceId, SalesOrderId, SalesOrderLineId, SalesShipmentId};
use entity::{
    purchase_order_line, sales_invoice, sales_invoice_line, sales_order_line, sales_shipment,
    sales_shipment_line,
};

use crate::failure::Shared;
use crate::graphql::view::{Rows, grouped};
use crate::usecase::sales_invoice::read as invoices;
use crate::usecase::sales_order_line::read as lines;
use crate::usecase::sales_shipment::read as shipments;

macro_rules! children {
    ($($(#[$doc:meta])* $key:ident($of:ident) => $table:ident, $read:path, $parent:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub struct $key(pub $of);

        impl Loader<$key> for Rows {
            type Value = Arc<Vec<$table::Model>>;
            type Error = Shared;

            async fn load(
                &self,
                keys: &[$key],
            ) -> Result<HashMap<$key, Self::Value>, Self::Error> {
                let ids: Vec<$of> = keys.iter().map(|key| key.0).collect();
                let rows = $read(self.read(), &ids).await?;
                let parent: fn(&$table::Model) -> Option<$of> = $parent;
                let rows = rows.into_iter().filter_map(|row| Some((parent(&row)?, row)));
                let groups = grouped(rows.collect(), |(parent, _)| $key(*parent));
                let bare = |(key, group): (_, Arc<Vec<($of, $table::Model)>>)| {
                    let rows = group.iter().map(|(_, row)| row.clone());
                    (key, Arc::new(rows.collect()))
                };
                Ok(groups.into_iter().map(bare).collect())
            }
        }
    )*};
}

children! {
    /// Asks for the lines of an order.
    SalesLinesOf(SalesOrderId) => sales_order_line, lines::of_orders,
        |row| Some(row.sales_order_id);
    /// Asks for the purchase lines that were made to deliver a sales line.
    BoundTo(SalesOrderLineId) => purchase_order_line, lines::bound_to,
        |row| row.sales_order_line_id;
    /// Asks for the shipments of an order.
    ShipmentsOf(SalesOrderId) => sales_shipment, shipments::of_orders,
        |row| row.sales_order_id;
    /// Asks for the lines of a shipment.
    ShipmentLinesOf(SalesShipmentId) => sales_shipment_line, shipments::lines,
        |row| Some(row.sales_shipment_id);
    /// Asks for the invoices of an order.
    SalesInvoicesOf(SalesOrderId) => sales_invoice, invoices::of_orders,
        |row| row.sales_order_id;
    /// Asks for the lines of an invoice.
    SalesInvoiceLinesOf(SalesInvoiceId) => sales_invoice_line, invoices::lines,
        |row| Some(row.sales_invoice_id);
}
