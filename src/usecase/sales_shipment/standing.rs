//! How shipments stand: what is asked before one is undone, of one by whoever does it and of many
//! by whoever tells beforehand (C-15). Whether the books let it is found when it is done: a period
//! may be closed.

use std::collections::{BTreeSet, HashMap};

use entity::exact::Quantity;
use entity::ids::{SalesOrderLineId, SalesShipmentId};
use entity::{sales_order_line, sales_shipment, sales_shipment_line};

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::Scope;
use crate::usecase::purchase_receipt::standing::Around;
use crate::usecase::shipping::comes_back;

use super::read;

/// What comes back to our own stock when a line is undone that belongs to a sales line.
///
/// # Errors
/// `NotAllowed` where it undoes another; `AlreadyUndone`; `BoundToSale` where a vendor delivered;
/// `AlreadyInvoiced`; numbers that no column holds.
pub(super) fn back_to_stock(
    line: &sales_shipment_line::Model,
    sold: &sales_order_line::Model,
    is_undone: bool,
) -> Result<Quantity, Violation> {
    if line.undoes_sales_shipment_line_id.is_some() {
        let reason = "an undone shipment is not undone".to_owned();
        return Err(Violation::NotAllowed { reason });
    }
    if is_undone {
        return Err(Violation::AlreadyUndone);
    }
    if sold.drop_shipment {
        return Err(Violation::BoundToSale);
    }
    comes_back(sold, line.quantity)
}

/// Whether lines, which belong to these sales lines, are what a vendor delivered straight.
pub(super) fn is_delivered(
    lines: &[sales_shipment_line::Model],
    sold: &[sales_order_line::Model],
) -> bool {
    let mut fresh = lines.iter();
    fresh.all(|line| line.undoes_sales_shipment_line_id.is_none())
        && !sold.is_empty()
        && sold.iter().all(|line| line.drop_shipment)
}

/// Which of some shipments can be undone as a whole, in a number of statements that does not grow
/// with them. Nothing is locked.
///
/// # Errors
/// When the database fails.
pub async fn undoable(
    scope: &impl Scope,
    shipments: &[SalesShipmentId],
) -> Result<BTreeSet<SalesShipmentId>, Failure> {
    let rows = scope.find::<sales_shipment::Entity>();
    let rows = rows.by_ids(shipments.iter().copied()).await?;
    let all = read::lines(scope, shipments).await?;
    let ids: Vec<_> = all.iter().map(|line| line.id).collect();
    let undone: BTreeSet<_> = read::undone(scope, &ids).await?.into_iter().collect();
    let sold: BTreeSet<_> = all
        .iter()
        .filter_map(|line| line.sales_order_line_id)
        .collect();
    let sold = scope
        .find::<sales_order_line::Entity>()
        .by_ids(sold)
        .await?;
    let dropped = sold.iter().any(|line| line.drop_shipment);
    let sold: HashMap<SalesOrderLineId, _> = sold.into_iter().map(|row| (row.id, row)).collect();
    let came = match dropped {
        true => read::receipt_lines_of(scope, &all).await?,
        false => HashMap::new(),
    };
    let receipts: BTreeSet<_> = came.values().map(|line| line.purchase_receipt_id).collect();
    let receipts: Vec<_> = receipts.into_iter().collect();
    let around = Around::load(scope, &receipts).await?;
    let is_undoable = |row: &sales_shipment::Model| {
        let lines = all.iter().filter(|line| line.sales_shipment_id == row.id);
        let lines: Vec<_> = lines.cloned().collect();
        let of_order = |line: &sales_shipment_line::Model| sold.get(&line.sales_order_line_id?);
        let own: Vec<_> = lines.iter().filter_map(of_order).cloned().collect();
        if is_delivered(&lines, &own) {
            let came: Vec<_> = lines.iter().filter_map(|line| came.get(&line.id)).collect();
            let receipts = came.iter().map(|line| line.purchase_receipt_id);
            // A shipment is posted with one receipt.
            return receipts.collect::<BTreeSet<_>>().len() == 1
                && came.into_iter().all(|line| around.is_undoable(line));
        }
        lines.iter().all(|line| {
            let back = of_order(line).map(|sold| {
                let is_undone = undone.contains(&line.id);
                back_to_stock(line, sold, is_undone)
            });
            back.is_some_and(|back| back.is_ok())
        })
    };
    let found = rows.iter().filter(|row| row.sales_order_id.is_some());
    Ok(found
        .filter(|row| is_undoable(row))
        .map(|row| row.id)
        .collect())
}
