//! Lines of sales orders, and the purchase lines that deliver them straight to the customer.

use std::collections::HashMap;

use entity::ids::{SalesOrderId, SalesOrderLineId};
use entity::purchase_order_line;
use entity::sales_order_line::{Column, Entity, Model};
use sea_orm::ColumnTrait;

use crate::failure::Failure;
use crate::tenancy::{Scope, TenantTx};

/// The lines of some orders, by number; one statement for all.
///
/// # Errors
/// When the database fails.
pub async fn of_orders(scope: &impl Scope, orders: &[SalesOrderId]) -> Result<Vec<Model>, Failure> {
    let own = Column::SalesOrderId.is_in(orders.iter().copied());
    let select = scope.find::<Entity>().filter(own);
    select.order_by(Column::LineNumber).all().await
}

/// All lines of an order, locked, by number.
///
/// # Errors
/// When the database fails.
pub async fn lock_of(tx: &TenantTx, order: SalesOrderId) -> Result<Vec<Model>, Failure> {
    let select = tx.find::<Entity>().filter(Column::SalesOrderId.eq(order));
    let mut lines = select.lock().all().await?;
    lines.sort_by_key(|line| line.line_number);
    Ok(lines)
}

/// The purchase lines that were made to deliver some sales lines, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn bound_to(
    scope: &impl Scope,
    lines: &[SalesOrderLineId],
) -> Result<Vec<purchase_order_line::Model>, Failure> {
    use purchase_order_line::{Column, Entity};
    let own = Column::SalesOrderLineId.is_in(lines.iter().copied());
    let select = scope.find::<Entity>().filter(own);
    select
        .order_by(Column::CreatedAt)
        .order_by(Column::LineNumber)
        .all()
        .await
}

/// Of some sales lines the purchase lines that are still to deliver them: at most one each.
///
/// # Errors
/// When the database fails.
pub async fn bindings(
    scope: &impl Scope,
    lines: &[Model],
) -> Result<HashMap<SalesOrderLineId, purchase_order_line::Model>, Failure> {
    let ids = lines.iter().filter(|line| line.drop_shipment);
    let ids: Vec<SalesOrderLineId> = ids.map(|line| line.id).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let open = bound_to(scope, &ids).await?.into_iter().filter(|line| {
        let given = line.cancelled_quantity.decimal() + line.received_quantity.decimal();
        line.quantity.decimal() > given
    });
    Ok(open
        .filter_map(|line| Some((line.sales_order_line_id?, line)))
        .collect())
}
