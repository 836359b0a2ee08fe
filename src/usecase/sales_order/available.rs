//! What of an item is available: in stock, and on its way, and not sold to others.

use std::collections::{BTreeMap, BTreeSet};

use entity::ids::{ItemId, SalesOrderId, SalesOrderLineId};
use entity::kinds::SalesOrderStatus;
use entity::{item_entry, purchase_order_line, sales_order, sales_order_line};
use rust_decimal::Decimal;
use sea_orm::ColumnTrait;
use sea_orm::sea_query::{Expr, ExprTrait};

use crate::failure::Failure;
use crate::tenancy::{Scope, TenantTx};
use crate::usecase::ledger::stock::Bucket;
use crate::usecase::shipping::outstanding;

/// The stock that a line is delivered from; none on lines that are of no item.
#[must_use]
pub fn bucket(line: &sales_order_line::Model) -> Option<Bucket> {
    Some(Bucket {
        item: line.item_id?,
        warehouse: line.warehouse_id,
        variant: line.variant.clone(),
    })
}

/// What is available for some lines, in base units: what is in stock and what vendors still have
/// to deliver, without what other sales lines still have to get; below zero where that is more.
///
/// # Errors
/// When the database fails.
pub async fn load(
    tx: &TenantTx,
    lines: impl Iterator<Item = &sales_order_line::Model> + Clone,
) -> Result<BTreeMap<Bucket, Decimal>, Failure> {
    let mut pools = BTreeMap::new();
    let buckets: BTreeSet<Bucket> = lines.clone().filter_map(bucket).collect();
    for bucket in buckets {
        let stock = in_stock(tx, &bucket).await?;
        pools.insert(bucket, stock);
    }
    let items: BTreeSet<ItemId> = pools.keys().map(|bucket| bucket.item).collect();
    for (bucket, quantity) in coming(tx, &items).await? {
        if let Some(pool) = pools.get_mut(&bucket) {
            *pool += quantity;
        }
    }
    let own: BTreeSet<SalesOrderLineId> = lines.map(|line| line.id).collect();
    for (bucket, quantity) in going(tx, &items, &own).await? {
        if let Some(pool) = pools.get_mut(&bucket) {
            *pool -= quantity;
        }
    }
    Ok(pools)
}

async fn in_stock(tx: &TenantTx, bucket: &Bucket) -> Result<Decimal, Failure> {
    use item_entry::{Column, Entity};
    let entries = tx.find::<Entity>().filter(bucket.entries());
    let sums = entries.sums_by(Column::ItemId, &[Column::Quantity]).await?;
    let steps: i64 = sums.iter().flat_map(|row| &row.sums).sum();
    Ok(entity::exact::Quantity::from_steps(steps).decimal())
}

/// What vendors still have to deliver to us.
async fn coming(
    tx: &TenantTx,
    items: &BTreeSet<ItemId>,
) -> Result<Vec<(Bucket, Decimal)>, Failure> {
    use purchase_order_line::{Column, Entity};
    let given = Expr::col(Column::ReceivedQuantity).add(Expr::col(Column::CancelledQuantity));
    let rows = tx
        .find::<Entity>()
        .filter(Column::ItemId.is_in(items.iter().copied()))
        .filter(Column::SalesOrderLineId.is_null())
        .filter(Expr::col(Column::Quantity).gt(given));
    let coming = |row: purchase_order_line::Model| {
        let given = row.received_quantity.decimal() + row.cancelled_quantity.decimal();
        let bucket = Bucket {
            item: row.item_id?,
            warehouse: row.warehouse_id,
            variant: row.variant,
        };
        let open = row.quantity.decimal() - given;
        Some((bucket, open * row.unit_factor.decimal()))
    };
    Ok(rows.all().await?.into_iter().filter_map(coming).collect())
}

/// What other sales lines still have to get from our stock.
async fn going(
    tx: &TenantTx,
    items: &BTreeSet<ItemId>,
    own: &BTreeSet<SalesOrderLineId>,
) -> Result<Vec<(Bucket, Decimal)>, Failure> {
    use sales_order_line::{Column, Entity};
    let given = Expr::col(Column::ShippedQuantity).add(Expr::col(Column::CancelledQuantity));
    let rows = tx
        .find::<Entity>()
        .filter(Column::ItemId.is_in(items.iter().copied()))
        .filter(Column::DropShipment.eq(false))
        .filter(Expr::col(Column::Quantity).gt(given));
    let mut rows = rows.all().await?;
    rows.retain(|row| !own.contains(&row.id));
    let orders: BTreeSet<SalesOrderId> = rows.iter().map(|row| row.sales_order_id).collect();
    let orders = tx.find::<sales_order::Entity>().by_ids(orders).await?;
    let open = |row: &sales_order_line::Model| {
        let order = orders.iter().find(|order| order.id == row.sales_order_id);
        order.is_some_and(|order| order.status == SalesOrderStatus::Open)
    };
    let going = rows
        .iter()
        .filter(|row| open(row))
        .filter_map(|row| Some((bucket(row)?, outstanding(row) * row.unit_factor.decimal())));
    Ok(going.collect())
}
