//! Posted shipments and their lines.

use entity::ids::{SalesOrderId, SalesShipmentId, SalesShipmentLineId};
use entity::{
    item_application, item_entry, purchase_order_line, purchase_receipt_line, sales_shipment,
    sales_shipment_line,
};
use sea_orm::ColumnTrait;

use crate::failure::Failure;
use crate::tenancy::Scope;

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

/// The receipt line that a drop shipment was posted with: that of the stock which left, else one of
/// the same quantity that was not undone; none where nobody delivered straight.
///
/// # Errors
/// When the database fails.
pub async fn receipt_line_of(
    scope: &impl Scope,
    line: &sales_shipment_line::Model,
) -> Result<Option<purchase_receipt_line::Model>, Failure> {
    use purchase_receipt_line::{Column, Entity};
    let Some(sold) = line.sales_order_line_id else {
        return Ok(None);
    };
    let bound = purchase_order_line::Column::SalesOrderLineId.eq(sold);
    let bound = scope.find::<purchase_order_line::Entity>().filter(bound);
    let bound = bound.all().await?.into_iter().map(|row| row.id);
    let rows = scope
        .find::<Entity>()
        .filter(Column::PurchaseOrderLineId.is_in(bound))
        .order_by(Column::Id)
        .all()
        .await?;
    let left = item_entry::Column::SalesShipmentLineId.eq(line.id);
    let left = scope
        .find::<item_entry::Entity>()
        .filter(left)
        .one()
        .await?;
    if let Some(left) = left {
        let taken = item_application::Column::OutboundItemEntryId.eq(left.id);
        let taken = scope.find::<item_application::Entity>().filter(taken);
        let taken = taken.all().await?.into_iter();
        let came = taken.map(|application| application.inbound_item_entry_id);
        let came = scope.find::<item_entry::Entity>().by_ids(came).await?;
        let of = |row: &purchase_receipt_line::Model| {
            let with = came.iter().map(|entry| entry.purchase_receipt_line_id);
            with.flatten().any(|id| id == row.id)
        };
        return Ok(rows.into_iter().find(of));
    }
    let undone = |row: &purchase_receipt_line::Model| {
        let mut undoing = rows.iter();
        undoing.any(|other| other.undoes_purchase_receipt_line_id == Some(row.id))
    };
    let found = rows
        .iter()
        .find(|row| row.quantity == line.quantity && !undone(row));
    Ok(found.cloned())
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
