//! What clients see of a sales line.

use async_graphql::{ID, Object, Result};
use entity::sales_order_line;

use crate::graphql::agreement_line::object::AgreementLine;
use crate::graphql::commitment::price::{MatchCandidate, PriceProvenance};
use crate::graphql::gl_account::object::GlAccount;
use crate::graphql::id::global;
use crate::graphql::item::object::Item;
use crate::graphql::kinds::SalesLineType;
use crate::graphql::purchase_order_line::object::PurchaseOrderLine;
use crate::graphql::sales_order::loaded::BoundTo;
use crate::graphql::sales_order::object::SalesOrder;
use crate::graphql::scalar::{Date, Decimal, Money};
use crate::graphql::view::View;
use crate::graphql::warehouse::object::Warehouse;
use crate::usecase::sales_order_line::{explain, row};

/// One thing that is sold, or a comment.
#[derive(Clone)]
pub struct SalesOrderLine {
    row: sales_order_line::Model,
    view: View,
}

impl SalesOrderLine {
    /// A line's row, and the view that it was read from.
    #[must_use]
    pub fn new(row: sales_order_line::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// One thing that is sold, or a comment.
#[Object]
impl SalesOrderLine {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// The order.
    async fn sales_order(&self) -> Result<SalesOrder> {
        let row = self.view.must_load(self.row.sales_order_id).await?;
        Ok(SalesOrder::new((*row).clone(), self.view.clone()))
    }

    /// Its number within the order, never used twice.
    async fn line_number(&self) -> i32 {
        self.row.line_number
    }

    /// What it is.
    async fn line_type(&self) -> SalesLineType {
        self.row.line_type.into()
    }

    /// The item; item lines only.
    async fn item(&self) -> Result<Option<Item>> {
        let row = self.view.may_load(self.row.item_id).await?;
        Ok(row.map(|row| Item::new((*row).clone(), self.view.clone())))
    }

    /// The account; account lines only.
    async fn gl_account(&self) -> Result<Option<GlAccount>> {
        let row = self.view.may_load(self.row.gl_account_id).await?;
        Ok(row.map(|row| GlAccount::new((*row).clone(), self.view.clone())))
    }

    /// What is sold, in words.
    async fn description(&self) -> &str {
        &self.row.description
    }

    /// The product variant.
    async fn variant(&self) -> Option<&str> {
        self.row.variant.as_deref()
    }

    /// The warehouse it is delivered from.
    async fn warehouse(&self) -> Result<Option<Warehouse>> {
        let row = self.view.may_load(self.row.warehouse_id).await?;
        Ok(row.map(|row| Warehouse::new((*row).clone(), self.view.clone())))
    }

    /// The ordered quantity; 0 on comments.
    async fn quantity(&self) -> Decimal {
        Decimal::of(self.row.quantity)
    }

    /// Its unit; none on comments.
    async fn unit(&self) -> Option<&str> {
        self.row.unit.as_ref().map(|unit| unit.0.as_str())
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
        let order = self.view.must_load(self.row.sales_order_id).await?;
        Ok(Money::of(self.row.net_amount, order.currency))
    }

    /// The net amount that has been invoiced.
    async fn invoiced_amount(&self) -> Result<Money> {
        let order = self.view.must_load(self.row.sales_order_id).await?;
        Ok(Money::of(self.row.invoiced_amount, order.currency))
    }

    /// The commitment that it is linked to, and counts towards.
    async fn agreement_line(&self) -> Result<Option<AgreementLine>> {
        Ok(self
            .view
            .may_show(self.row.agreement_line_id, AgreementLine::new)
            .await?)
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
        let order = self.view.must_load(self.row.sales_order_id).await?;
        let found = explain::run(self.view.read(), &self.row).await?;
        let candidate = |found| MatchCandidate::new(found, order.currency, self.view.clone());
        Ok(found.into_iter().map(candidate).collect())
    }

    /// Whether the vendor delivers straight to the customer.
    async fn drop_shipment(&self) -> bool {
        self.row.drop_shipment
    }

    /// The requested delivery day.
    async fn delivery_date(&self) -> Date {
        Date(self.row.delivery_date)
    }

    /// Quantity that was ordered and given up.
    async fn cancelled_quantity(&self) -> Decimal {
        Decimal::of(self.row.cancelled_quantity)
    }

    /// Quantity that has left.
    async fn shipped_quantity(&self) -> Decimal {
        Decimal::of(self.row.shipped_quantity)
    }

    /// Quantity that has been invoiced.
    async fn invoiced_quantity(&self) -> Decimal {
        Decimal::of(self.row.invoiced_quantity)
    }

    /// The purchase lines that were made to deliver it straight to the customer, oldest first.
    async fn purchase_order_lines(&self) -> Result<Vec<PurchaseOrderLine>> {
        let rows = self.view.load(BoundTo(self.row.id)).await?;
        let rows = rows.unwrap_or_default();
        let line = |row: &entity::purchase_order_line::Model| {
            PurchaseOrderLine::new(row.clone(), self.view.clone())
        };
        Ok(rows.iter().map(line).collect())
    }

    /// Counts the row's changes; send it back with an update.
    async fn version(&self) -> i32 {
        self.row.row_version
    }
}
