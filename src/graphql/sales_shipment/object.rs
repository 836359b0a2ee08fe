//! What clients see of a posted shipment.

use async_graphql::{ID, Object, Result, SimpleObject};
use entity::{sales_shipment, sales_shipment_line};

use crate::auth::Permission;
use crate::graphql::customer::object::Customer;
use crate::graphql::id::global;
use crate::graphql::item::object::Item;
use crate::graphql::posted::acts::ShipmentActs;
use crate::graphql::sales_order::loaded::ShipmentLinesOf;
use crate::graphql::sales_order::object::SalesOrder;
use crate::graphql::sales_order_line::object::SalesOrderLine;
use crate::graphql::scalar::{Date, DateTime, Decimal};
use crate::graphql::view::View;
use crate::graphql::voucher::object::Voucher;
use crate::graphql::warehouse::object::Warehouse;

/// Goods that have left for a customer, or have come back.
#[derive(Clone)]
pub struct SalesShipment {
    row: sales_shipment::Model,
    view: View,
}

impl SalesShipment {
    /// A shipment's row, and the view that it was read from.
    #[must_use]
    pub fn new(row: sales_shipment::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// What the caller may do with a shipment as it stands. Whether the books let it, as where a period
/// is closed, is told by doing it as a preview.
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct SalesShipmentActions {
    /// Whether it may be undone.
    undo: bool,
}

/// Goods that have left for a customer, or have come back.
#[Object]
impl SalesShipment {
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

    /// The order.
    async fn sales_order(&self) -> Result<Option<SalesOrder>> {
        let row = self.view.may_load(self.row.sales_order_id).await?;
        Ok(row.map(|row| SalesOrder::new((*row).clone(), self.view.clone())))
    }

    /// What the caller may do with it as it stands.
    async fn viewer_can(&self) -> Result<SalesShipmentActions> {
        let undo = self.view.load(ShipmentActs(self.row.id)).await?.is_some();
        Ok(SalesShipmentActions {
            undo: undo && self.view.may(Permission::SalesPost),
        })
    }

    /// The voucher of the cost of what left; none where none is posted.
    async fn voucher(&self) -> Result<Option<Voucher>> {
        let row = self.view.may_load(self.row.voucher_id).await?;
        Ok(row.map(|row| Voucher::new((*row).clone(), self.view.clone())))
    }

    /// The day it is posted for.
    async fn posting_date(&self) -> Date {
        Date(self.row.posting_date)
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
    async fn lines(&self) -> Result<Vec<SalesShipmentLine>> {
        let rows = self.view.load(ShipmentLinesOf(self.row.id)).await?;
        let line = |row: &sales_shipment_line::Model| {
            SalesShipmentLine::new(row.clone(), self.view.clone())
        };
        Ok(rows.unwrap_or_default().iter().map(line).collect())
    }
}

/// What a posted shipment says about one thing.
#[derive(Clone)]
pub struct SalesShipmentLine {
    row: sales_shipment_line::Model,
    view: View,
}

impl SalesShipmentLine {
    /// A line's row, and the view that it was read from.
    #[must_use]
    pub fn new(row: sales_shipment_line::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// What a posted shipment says about one thing.
#[Object]
impl SalesShipmentLine {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// Its number within the shipment.
    async fn line_number(&self) -> i32 {
        self.row.line_number
    }

    /// The order line.
    async fn sales_order_line(&self) -> Result<Option<SalesOrderLine>> {
        let row = self.view.may_load(self.row.sales_order_line_id).await?;
        Ok(row.map(|row| SalesOrderLine::new((*row).clone(), self.view.clone())))
    }

    /// The item.
    async fn item(&self) -> Result<Option<Item>> {
        let row = self.view.may_load(self.row.item_id).await?;
        Ok(row.map(|row| Item::new((*row).clone(), self.view.clone())))
    }

    /// What was shipped, in words.
    async fn description(&self) -> &str {
        &self.row.description
    }

    /// Where it was shipped from.
    async fn warehouse(&self) -> Result<Option<Warehouse>> {
        let row = self.view.may_load(self.row.warehouse_id).await?;
        Ok(row.map(|row| Warehouse::new((*row).clone(), self.view.clone())))
    }

    /// The quantity; below zero where it came back.
    async fn quantity(&self) -> Decimal {
        Decimal::of(self.row.quantity)
    }

    /// Its unit.
    async fn unit(&self) -> Option<&str> {
        self.row.unit.as_ref().map(|unit| unit.0.as_str())
    }

    /// The shipment line that it undoes.
    async fn undoes(&self) -> Result<Option<Self>> {
        let undone = self.row.undoes_sales_shipment_line_id;
        let row = self.view.may_load(undone).await?;
        Ok(row.map(|row| Self::new((*row).clone(), self.view.clone())))
    }
}
