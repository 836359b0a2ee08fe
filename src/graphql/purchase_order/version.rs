//! Confirmed versions of purchase orders (ORD-1).

use async_graphql::{ID, Object, Result, SimpleObject};
use entity::purchase_order_version;

use crate::domain::version::{OrderLineSnapshot, OrderSnapshot};
use crate::failure::Failure;
use crate::graphql::agreement::version::{DocumentDimension, dimensions};
use crate::graphql::id::global;
use crate::graphql::kinds::PriceSource;
use crate::graphql::page::connection;
use crate::graphql::scalar::{CurrencyCode, Date, DateTime, Decimal};
use crate::graphql::view::View;

/// What an order said when it was confirmed. It never changes.
pub struct PurchaseOrderVersion {
    row: purchase_order_version::Model,
}

impl PurchaseOrderVersion {
    /// A version's row; the document is in it.
    #[must_use]
    pub fn new(row: purchase_order_version::Model, _view: View) -> Self {
        Self { row }
    }
}

/// What an order said when it was confirmed. It never changes.
#[Object]
impl PurchaseOrderVersion {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// Its number, 1 for the first confirmation.
    async fn version(&self) -> i32 {
        self.row.version
    }

    /// When it was confirmed.
    async fn confirmed_at(&self) -> DateTime {
        DateTime(self.row.confirmed_at)
    }

    /// Who confirmed it.
    async fn confirmed_by(&self) -> &str {
        &self.row.confirmed_by
    }

    /// Fingerprint of the document: SHA-256 in hexadecimal digits.
    async fn content_hash(&self) -> &str {
        &self.row.content_hash
    }

    /// The document.
    async fn document(&self) -> Result<PurchaseOrderDocument> {
        let read: Result<OrderSnapshot, _> = serde_json::from_str(&self.row.snapshot);
        let snapshot = read.map_err(|error| Failure::Broken(error.to_string()))?;
        Ok(snapshot.into())
    }
}

connection! {
    /// A page of confirmed versions.
    PurchaseOrderVersionConnection, PurchaseOrderVersionEdge, PurchaseOrderVersion,
    entity::purchase_order_version::Entity
}

/// An order as it was confirmed: names and numbers instead of ids.
#[derive(SimpleObject, Clone, Debug)]
pub struct PurchaseOrderDocument {
    /// The order's number.
    number: String,
    /// The vendor's number.
    vendor_number: String,
    /// The vendor's name.
    vendor_name: String,
    /// The agreement's number.
    agreement: Option<String>,
    /// Its currency.
    currency: CurrencyCode,
    /// The day it is placed.
    order_date: Date,
    /// The delivery day of lines that named none.
    delivery_date: Option<Date>,
    /// Code of the payment terms.
    payment_terms: Option<String>,
    /// Code of the delivery terms.
    delivery_terms: Option<String>,
    /// Code of the delivery mode.
    delivery_mode: Option<String>,
    /// Where it is delivered to.
    delivery_address: Option<String>,
    /// Dimension values.
    dimensions: Vec<DocumentDimension>,
    /// The lines.
    lines: Vec<PurchaseOrderDocumentLine>,
}

/// An order line as it was confirmed.
#[derive(SimpleObject, Clone, Debug)]
pub struct PurchaseOrderDocumentLine {
    /// Its number within the order.
    line_number: i32,
    /// The item's number.
    item: Option<String>,
    /// The category's code.
    category: Option<String>,
    /// What is bought, in words.
    description: String,
    /// The variant.
    variant: Option<String>,
    /// The site's code.
    site: Option<String>,
    /// The warehouse's code.
    warehouse: Option<String>,
    /// The ordered quantity.
    quantity: Decimal,
    /// The quantity given up.
    cancelled_quantity: Decimal,
    /// The unit.
    unit: String,
    /// The price per price unit.
    unit_price: Decimal,
    /// How many units the price is for.
    price_unit: Decimal,
    /// Discount in percent.
    discount_percent: Decimal,
    /// Discount as an amount per price unit.
    discount_amount: Decimal,
    /// The net amount.
    net_amount: Decimal,
    /// Where the price came from.
    price_source: PriceSource,
    /// The delivery day.
    delivery_date: Date,
    /// Where it is delivered to, if not where the order is.
    delivery_address: Option<String>,
    /// Dimension values.
    dimensions: Vec<DocumentDimension>,
    /// Number of the commitment that it was linked to.
    agreement_line: Option<i32>,
}

impl From<OrderSnapshot> for PurchaseOrderDocument {
    fn from(snapshot: OrderSnapshot) -> Self {
        Self {
            number: snapshot.number,
            vendor_number: snapshot.vendor.number,
            vendor_name: snapshot.vendor.name,
            agreement: snapshot.agreement,
            currency: CurrencyCode(snapshot.currency),
            order_date: Date(snapshot.order_date),
            delivery_date: snapshot.delivery_date.map(Date),
            payment_terms: snapshot.payment_terms,
            delivery_terms: snapshot.delivery_terms,
            delivery_mode: snapshot.delivery_mode,
            delivery_address: snapshot.delivery_address,
            dimensions: dimensions(snapshot.dimensions),
            lines: snapshot.lines.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<OrderLineSnapshot> for PurchaseOrderDocumentLine {
    fn from(line: OrderLineSnapshot) -> Self {
        Self {
            line_number: line.line_number,
            item: line.item,
            category: line.category,
            description: line.description,
            variant: line.variant,
            site: line.site,
            warehouse: line.warehouse,
            quantity: Decimal::of(line.quantity),
            cancelled_quantity: Decimal::of(line.cancelled_quantity),
            unit: line.unit.0,
            unit_price: Decimal::of(line.unit_price),
            price_unit: Decimal::of(line.price_unit),
            discount_percent: Decimal::of(line.discount_percent),
            discount_amount: Decimal::of(line.discount_amount),
            net_amount: Decimal::of(line.net_amount),
            price_source: line.price_source.into(),
            delivery_date: Date(line.delivery_date),
            delivery_address: line.delivery_address,
            dimensions: dimensions(line.dimensions),
            agreement_line: line.agreement_line,
        }
    }
}
