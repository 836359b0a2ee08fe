//! Posted shipments and their lines.

use std::collections::{BTreeSet, HashMap};

use entity::ids::{
    PurchaseOrderLineId, SalesOrderId, SalesOrderLineId, SalesShipmentId, SalesShipmentLineId,
};
use entity::{
    item_application, item_entry, purchase_receipt_line, sales_shipment, sales_shipment_line,
};
use sea_orm::ColumnTrait;

use crate::failure::Failure;
use crate::tenancy::Scope;
use crate::usecase::sales_order_line::read::bound_to;

/// The shipments of some orders, the first one first; one statement for all.
///
/// # Errors
/// When the database fails.
pub async fn of_orders(
    scope: &impl Scope,
    orders: &[SalesOrderId],
) -> Result<Vec<sales_shipment::Model>, Failure> {
    use sales_shipment::{Column, Entity};
    let own = Column::SalesOrderId.is_in(orders.iter().copied());
    let select = scope.find::<Entity>().filter(own);
    select.order_by(Column::Number).all().await
}

/// The lines of some shipments, by number; one statement for all.
///
/// # Errors
/// When the database fails.
pub async fn lines(
    scope: &impl Scope,
    shipments: &[SalesShipmentId],
) -> Result<Vec<sales_shipment_line::Model>, Failure> {
    use sales_shipment_line::{Column, Entity};
    let own = Column::SalesShipmentId.is_in(shipments.iter().copied());
    let select = scope.find::<Entity>().filter(own);
    select.order_by(Column::LineNumber).all().await
}

/// The receipt lines that drop shipments were posted with, by the lines of these: that of the stock
/// which left, else one of the same quantity that was not undone; none where nobody delivered
/// straight. The statements do not grow with the lines.
///
/// # Errors
/// When the database fails.
pub async fn receipt_lines_of(
    scope: &impl Scope,
    lines: &[sales_shipment_line::Model],
) -> Result<HashMap<SalesShipmentLineId, purchase_receipt_line::Model>, Failure> {
    use purchase_receipt_line::{Column, Entity};
    let sold: BTreeSet<_> = lines
        .iter()
        .filter_map(|line| line.sales_order_line_id)
        .collect();
    let sold: Vec<SalesOrderLineId> = sold.into_iter().collect();
    let bound = bound_to(scope, &sold).await?.into_iter();
    let bound: HashMap<PurchaseOrderLineId, SalesOrderLineId> = bound
        .filter_map(|row| Some((row.id, row.sales_order_line_id?)))
        .collect();
    let rows = scope
        .find::<Entity>()
        .filter(Column::PurchaseOrderLineId.is_in(bound.keys().copied()))
        .order_by(Column::Id)
        .all()
        .await?;
    let left = lines.iter().map(|line| line.id);
    let left = item_entry::Column::SalesShipmentLineId.is_in(left);
    let left = scope
        .find::<item_entry::Entity>()
        .filter(left)
        .all()
        .await?;
    let taken = left.iter().map(|entry| entry.id);
    let taken = item_application::Column::OutboundItemEntryId.is_in(taken);
    let taken = scope
        .find::<item_application::Entity>()
        .filter(taken)
        .all()
        .await?;
    let came = taken
        .iter()
        .map(|application| application.inbound_item_entry_id);
    let came: BTreeSet<_> = came.collect();
    let came = scope.find::<item_entry::Entity>().by_ids(came).await?;
    let undone: BTreeSet<_> = rows
        .iter()
        .filter_map(|row| row.undoes_purchase_receipt_line_id)
        .collect();
    let of = |line: &sales_shipment_line::Model| {
        let sold = line.sales_order_line_id?;
        let own = |row: &&purchase_receipt_line::Model| {
            let order_line = row.purchase_order_line_id;
            order_line.and_then(|id| bound.get(&id)) == Some(&sold)
        };
        let mut own = rows.iter().filter(own);
        let Some(left) = left
            .iter()
            .find(|entry| entry.sales_shipment_line_id == Some(line.id))
        else {
            return own.find(|row| row.quantity == line.quantity && !undone.contains(&row.id));
        };
        let taken: BTreeSet<_> = taken
            .iter()
            .filter(|application| application.outbound_item_entry_id == left.id)
            .map(|application| application.inbound_item_entry_id)
            .collect();
        let came = came.iter().filter(|entry| taken.contains(&entry.id));
        let with: BTreeSet<_> = came
            .filter_map(|entry| entry.purchase_receipt_line_id)
            .collect();
        own.find(|row| with.contains(&row.id))
    };
    let found = lines
        .iter()
        .filter_map(|line| Some((line.id, of(line)?.clone())));
    Ok(found.collect())
}

/// Which of some shipment lines were undone.
///
/// # Errors
/// When the database fails.
pub async fn undone(
    scope: &impl Scope,
    lines: &[SalesShipmentLineId],
) -> Result<Vec<SalesShipmentLineId>, Failure> {
    use sales_shipment_line::{Column, Entity};
    let own = Column::UndoesSalesShipmentLineId.is_in(lines.iter().copied());
    let rows = scope.find::<Entity>().filter(own).all().await?;
    let undone = |row: sales_shipment_line::Model| row.undoes_sales_shipment_line_id;
    Ok(rows.into_iter().filter_map(undone).collect())
}
