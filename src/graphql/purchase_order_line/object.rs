//! What clients see of an order line.

use async_graphql::{ID, Object, Result, SimpleObject};
use entity::{purchase_order_line, purchase_receipt_line};

use crate::graphql::agreement_line::object::AgreementLine;
use crate::graphql::commitment::price::{MatchCandidate, PriceProvenance};
use crate::graphql::dimension_set::object::{DimensionSetValue, values};
use crate::graphql::id::global;
use crate::graphql::item::object::Item;
use crate::graphql::list::all_of;
use crate::graphql::page::connection;
use crate::graphql::procurement_category::object::ProcurementCategory;
use crate::graphql::purchase_order::object::PurchaseOrder;
use crate::graphql::purchase_receipt::line::PurchaseReceiptLine;
use crate::graphql::sales_order_line::object::SalesOrderLine;
use crate::graphql::scalar::{Date, DateTime, Decimal, Money};
use crate::graphql::site::object::Site;
use crate::graphql::view::View;
use crate::graphql::warehouse::object::Warehouse;
use crate::usecase::purchase_order_line::{explain, row};
use crate::usecase::purchase_receipt::read::LineField;

/// One thing that is ordered.
#[derive(Clone)]
pub struct PurchaseOrderLine {
    row: purchase_order_line::Model,
    view: View,
}

impl PurchaseOrderLine {
    /// An order line's row, and the view that it was read from.
    #[must_use]
    pub fn new(row: purchase_order_line::Model, view: View) -> Self {
        Self { row, view }
    }

    async fn money(&self, amount: entity::exact::Amount) -> Result<Money> {
        let order = self.view.must_load(self.row.purchase_order_id).await?;
        Ok(Money::of(amount, order.currency))
    }
}

/// Quantities of an order line by how far they have got.
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct LineProgress {
    /// Ordered and given up.
    cancelled: Decimal,
    /// Ordered, neither given up nor received.
    outstanding: Decimal,
    /// Received.
    received: Decimal,
    /// Received and not invoiced.
    received_not_invoiced: Decimal,
    /// Invoiced.
    invoiced: Decimal,
}

/// One thing that is ordered.
#[Object]
impl PurchaseOrderLine {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// The order.
    async fn purchase_order(&self) -> Result<PurchaseOrder> {
        let row = self.view.must_load(self.row.purchase_order_id).await?;
        Ok(PurchaseOrder::new((*row).clone(), self.view.clone()))
    }

    /// Its number within the order, never used twice.
    async fn line_number(&self) -> i32 {
        self.row.line_number
    }

    /// The item; none on category lines.
    async fn item(&self) -> Result<Option<Item>> {
        Ok(self.view.may_show(self.row.item_id, Item::new).await?)
    }

    /// The item's category, or the line's own.
    async fn procurement_category(&self) -> Result<Option<ProcurementCategory>> {
        let Some(id) = self.row.procurement_category_id else {
            return Ok(None);
        };
        let row = self.view.must_load(id).await?;
        Ok(Some(ProcurementCategory::new(
            (*row).clone(),
            self.view.clone(),
        )))
    }

    /// What is bought, in words.
    async fn description(&self) -> &str {
        &self.row.description
    }

    /// The product variant.
    async fn variant(&self) -> Option<&str> {
        self.row.variant.as_deref()
    }

    /// The site it is delivered to.
    async fn site(&self) -> Result<Option<Site>> {
        Ok(self.view.may_show(self.row.site_id, Site::new).await?)
    }

    /// The warehouse it is delivered to.
    async fn warehouse(&self) -> Result<Option<Warehouse>> {
        Ok(self
            .view
            .may_show(self.row.warehouse_id, Warehouse::new)
            .await?)
    }

    /// The ordered quantity.
    async fn quantity(&self) -> Decimal {
        Decimal::of(self.row.quantity)
    }

    /// The unit of the quantity.
    async fn unit(&self) -> &str {
        &self.row.unit.0
    }

    /// The ordered quantity in the item's base unit.
    async fn base_quantity(&self) -> Decimal {
        Decimal((self.row.quantity.decimal() * self.row.unit_factor.decimal()).normalize())
    }

    /// The price per price unit.
    async fn unit_price(&self) -> Decimal {
        Decimal::of(self.row.unit_price)
    }

    /// How many units the price is for.
    async fn price_unit(&self) -> Decimal {
        Decimal::of(self.row.price_unit)
    }

    /// Discount in percent.
    async fn discount_percent(&self) -> Decimal {
        Decimal::of(self.row.discount_percent)
    }

    /// Discount as an amount per price unit.
    async fn discount_amount(&self) -> Decimal {
        Decimal::of(self.row.discount_amount)
    }

    /// The net amount of the whole ordered quantity.
    async fn net_amount(&self) -> Result<Money> {
        self.money(self.row.net_amount).await
    }

    /// The net amount that has been invoiced.
    async fn invoiced_amount(&self) -> Result<Money> {
        self.money(self.row.invoiced_amount).await
    }

    /// The requested delivery day.
    async fn delivery_date(&self) -> Date {
        Date(self.row.delivery_date)
    }

    /// Where it is delivered to, if not where the order is.
    async fn delivery_address(&self) -> Option<&str> {
        self.row.delivery_address.as_deref()
    }

    /// Its dimension values.
    async fn dimensions(&self) -> Result<Vec<DimensionSetValue>> {
        Ok(values(&self.view, self.row.dimension_set_id).await?)
    }

    /// The commitment that it is linked to, and counts towards.
    async fn agreement_line(&self) -> Result<Option<AgreementLine>> {
        Ok(self
            .view
            .may_show(self.row.agreement_line_id, AgreementLine::new)
            .await?)
    }

    /// The sales line whose customer gets it straight from the vendor.
    async fn sales_order_line(&self) -> Result<Option<SalesOrderLine>> {
        let row = self.view.may_load(self.row.sales_order_line_id).await?;
        Ok(row.map(|row| SalesOrderLine::new((*row).clone(), self.view.clone())))
    }

    /// Where price and discount came from.
    async fn provenance(&self) -> PriceProvenance {
        PriceProvenance::new(row::priced(&self.row), self.view.clone())
    }

    /// How its commitment was found, or why it has none, in words.
    async fn match_trace(&self) -> Option<&str> {
        self.row.match_trace.as_deref()
    }

    /// Every commitment of the order's agreement in the order of preference, and why it would be
    /// chosen or not, as things stand now.
    async fn explain_match(&self) -> Result<Vec<MatchCandidate>> {
        let order = self.view.must_load(self.row.purchase_order_id).await?;
        let found = explain::run(self.view.read(), &self.row).await?;
        let candidate = |found| MatchCandidate::new(found, order.currency, self.view.clone());
        Ok(found.into_iter().map(candidate).collect())
    }

    /// Its quantities by how far they have got.
    async fn progress(&self) -> LineProgress {
        let row = &self.row;
        let (received, invoiced) = (
            row.received_quantity.decimal(),
            row.invoiced_quantity.decimal(),
        );
        let left = row.quantity.decimal() - row.cancelled_quantity.decimal() - received;
        LineProgress {
            cancelled: Decimal::of(row.cancelled_quantity),
            outstanding: Decimal(left.max(rust_decimal::Decimal::ZERO).normalize()),
            received: Decimal(received),
            received_not_invoiced: Decimal((received - invoiced).normalize()),
            invoiced: Decimal(invoiced),
        }
    }

    /// The receipt lines in which it arrived, was sent back or was undone, by posting date.
    async fn receipt_lines(&self) -> Result<Vec<PurchaseReceiptLine>> {
        let by = LineField::PurchaseOrderLineId;
        let rows = all_of::<purchase_receipt_line::Entity>(&self.view, by, self.row.id).await?;
        let line = |row| PurchaseReceiptLine::new(row, self.view.clone());
        Ok(rows.into_iter().map(line).collect())
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
}

connection! {
    /// A page of order lines.
    PurchaseOrderLineConnection, PurchaseOrderLineEdge, PurchaseOrderLine,
    entity::purchase_order_line::Entity
}
