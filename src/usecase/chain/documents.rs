//! Orders as their twins have to agree with them.

use std::collections::{BTreeSet, HashMap};

use entity::exact::Quantity;
use entity::ids::{ItemId, PurchaseOrderId, SalesOrderId};
use entity::kinds::{PurchaseOrderStatus, SalesLineType, SalesOrderStatus};
use entity::{item, purchase_order, purchase_order_line, sales_order, sales_order_line};
use sea_orm::ColumnTrait;

use crate::domain::chain::{Line, Order};
use crate::domain::money::PriceTerms;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::sales_order_line::{read as sales_lines, wanted};

/// A purchase order with its lines.
pub struct Bought {
    /// The order.
    pub order: purchase_order::Model,
    /// Its lines, by number.
    pub lines: Vec<purchase_order_line::Model>,
    /// Both, as the twin has to agree with them.
    pub said: Order,
}

/// A sales order with its lines; comments stay on their side.
pub struct Sold {
    /// The order.
    pub order: sales_order::Model,
    /// Its lines, by number.
    pub lines: Vec<sales_order_line::Model>,
    /// Both, as the twin has to agree with them.
    pub said: Order,
}

/// A purchase order, if there is one.
///
/// # Errors
/// When the database fails.
pub async fn purchase(scope: &impl Scope, id: PurchaseOrderId) -> Result<Option<Bought>, Failure> {
    use purchase_order_line::{Column, Entity};
    let order = scope.find::<purchase_order::Entity>().by_id(id).await?;
    let Some(order) = order else {
        return Ok(None);
    };
    let lines = scope.find::<Entity>();
    let lines = lines.filter(Column::PurchaseOrderId.eq(id));
    let lines = lines.order_by(Column::LineNumber).all().await?;
    let numbers = numbers(scope, lines.iter().filter_map(|line| line.item_id)).await?;
    let said = lines.iter().map(|line| Line {
        id: line.id.0,
        twin: line.chain_sales_order_line_id.map(|id| id.0),
        item: line.item_id.and_then(|id| numbers.get(&id).cloned()),
        variant: line.variant.clone(),
        quantity: less(line.quantity, line.cancelled_quantity),
        unit: Some(line.unit.clone()),
        terms: PriceTerms {
            unit_price: line.unit_price,
            price_unit: line.price_unit,
            discount_percent: line.discount_percent,
            discount_amount: line.discount_amount,
        },
        delivery_date: line.delivery_date,
        moved: line.received_quantity,
    });
    let said = Order {
        currency: order.currency,
        cancelled: order.status == PurchaseOrderStatus::Cancelled,
        lines: said.collect(),
    };
    Ok(Some(Bought { order, lines, said }))
}

/// A sales order, if there is one.
///
/// # Errors
/// When the database fails.
pub async fn sale(scope: &impl Scope, id: SalesOrderId) -> Result<Option<Sold>, Failure> {
    let order = scope.find::<sales_order::Entity>().by_id(id).await?;
    let Some(order) = order else {
        return Ok(None);
    };
    let lines = sales_lines::of_orders(scope, &[id]).await?;
    let numbers = numbers(scope, lines.iter().filter_map(|line| line.item_id)).await?;
    let told = lines
        .iter()
        .filter(|line| line.line_type != SalesLineType::Comment);
    let said = told.map(|line| Line {
        id: line.id.0,
        twin: line.chain_purchase_order_line_id.map(|id| id.0),
        item: line.item_id.and_then(|id| numbers.get(&id).cloned()),
        variant: line.variant.clone(),
        quantity: line.quantity,
        unit: line.unit.clone(),
        terms: wanted::terms(line),
        delivery_date: line.delivery_date,
        moved: line.shipped_quantity,
    });
    let said = Order {
        currency: order.currency,
        cancelled: order.status == SalesOrderStatus::Cancelled,
        lines: said.collect(),
    };
    Ok(Some(Sold { order, lines, said }))
}

/// Reads the partner's purchase order.
pub(super) struct ReadPurchase(pub PurchaseOrderId);

impl Act for ReadPurchase {
    type Out = Option<Bought>;

    async fn run(&self, tx: &TenantTx) -> Result<Option<Bought>, Failure> {
        purchase(tx, self.0).await
    }
}

/// Reads the partner's sales order.
pub(super) struct ReadSale(pub SalesOrderId);

impl Act for ReadSale {
    type Out = Option<Sold>;

    async fn run(&self, tx: &TenantTx) -> Result<Option<Sold>, Failure> {
        sale(tx, self.0).await
    }
}

/// The items of our legal entity that lines of the other are of, by the numbers that both call them
/// by.
pub(super) async fn items(
    tx: &TenantTx,
    said: &Order,
) -> Result<HashMap<String, item::Model>, Failure> {
    let numbers = said.lines.iter().filter_map(|line| line.item.clone());
    let numbers: BTreeSet<String> = numbers.collect();
    let items = tx.find::<item::Entity>();
    let items = items.filter(item::Column::Number.is_in(numbers)).all();
    let items = items.await?.into_iter();
    Ok(items.map(|row| (row.number.clone(), row)).collect())
}

/// What two legal entities call some items by.
async fn numbers(
    scope: &impl Scope,
    items: impl Iterator<Item = ItemId>,
) -> Result<HashMap<ItemId, String>, Failure> {
    let items: BTreeSet<ItemId> = items.collect();
    let items = scope.find::<item::Entity>().by_ids(items).await?;
    Ok(items.into_iter().map(|row| (row.id, row.number)).collect())
}

/// What of an ordered quantity was not given up.
fn less(ordered: Quantity, given_up: Quantity) -> Quantity {
    let left = ordered.decimal() - given_up.decimal();
    // Both have the column's scale, and so has what is between them.
    Quantity::try_new(left).unwrap_or(Quantity::ZERO)
}
