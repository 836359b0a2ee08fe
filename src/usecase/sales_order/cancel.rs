//! Giving up a sales order of which nothing has left; what its lines had drawn is given back. What
//! vendors were to deliver straight to the customer is given up with it (ORD-6, ICO-1).

use std::collections::BTreeSet;

use entity::ids::{PurchaseOrderId, PurchaseOrderLineId, SalesOrderId};
use entity::kinds::SalesOrderStatus;
use entity::sales_order::Model;
use entity::{purchase_order_line, sales_order_line};

use crate::domain::order_line::cancel_remainder;
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::commitment::post::{self, Mover};
use crate::usecase::purchase_order;
use crate::usecase::purchase_order_line::cancel_remainder::CancelRemainder;
use crate::usecase::purchase_order_line::read as bought;
use crate::usecase::sales_order_line::read::{bindings, lock_of, of_orders};
use crate::usecase::sales_order_line::row;
use crate::usecase::shipping::outstanding;

use super::facts::{Open, lock, see};

/// The order that is given up.
pub struct Cancel {
    /// The order.
    pub id: SalesOrderId,
    /// The version that the caller saw.
    pub version: i32,
}

impl Act for Cancel {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let seen = see(tx, "id", self.id).await?;
        let lines = of_orders(tx, &[self.id]).await?;
        // What can be told now is told before anything is bought no more.
        self.check(&seen, &lines).done()?;
        not_bought(tx, &lines).await?;
        let open = lock(tx, "id", self.id).await?;
        let lines = lock_of(tx, self.id).await?;
        let mut check = self.check(&open, &lines);
        if !bindings(tx, &lines).await?.is_empty() {
            // Somebody asked a vendor for it meanwhile.
            check.refuse("id", Violation::BoundToSale);
        }
        check.done()?;
        give_up(tx, open, lines, "salesOrderCancel").await
    }
}

impl Cancel {
    /// What stands against it.
    fn check(&self, open: &Open, lines: &[sales_order_line::Model]) -> Check {
        let mut check = Check::new();
        check.version(self.version, open.order.row_version);
        open.must_be_open("id", &mut check);
        if lines.iter().any(|line| !line.shipped_quantity.is_zero()) {
            check.refuse("id", Violation::AlreadyReceived);
        }
        check
    }
}

/// Gives up what vendors were to deliver: whole orders where nothing else is on them. Purchase
/// orders are locked before sales orders, in the order of their ids.
async fn not_bought(tx: &TenantTx, lines: &[sales_order_line::Model]) -> Result<(), Failure> {
    let bound = bindings(tx, lines).await?;
    let bound: BTreeSet<PurchaseOrderLineId> = bound.values().map(|line| line.id).collect();
    let rows = tx.find::<purchase_order_line::Entity>();
    let rows = rows.by_ids(bound.iter().copied()).await?;
    let orders: BTreeSet<PurchaseOrderId> = rows.iter().map(|row| row.purchase_order_id).collect();
    for id in orders {
        let version = purchase_order::facts::lock(tx, "id", id)
            .await?
            .order
            .row_version;
        let rows = bought::lock_of(tx, id).await?;
        let open = |row: &&purchase_order_line::Model| row.cancelled_quantity != row.quantity;
        if rows.iter().filter(open).all(|row| bound.contains(&row.id)) {
            let cancel = purchase_order::cancel::Cancel { id, version };
            Box::pin(cancel.run(tx)).await?;
            continue;
        }
        for row in rows.iter().filter(|row| bound.contains(&row.id)) {
            let (id, version) = (row.id, row.row_version);
            Box::pin(CancelRemainder { id, version }.run(tx)).await?;
        }
    }
    Ok(())
}

/// Gives up an order of which nothing has left, with all of its lines.
///
/// # Errors
/// When the database fails.
pub async fn give_up(
    tx: &TenantTx,
    mut open: Open,
    lines: Vec<sales_order_line::Model>,
    reason: &'static str,
) -> Result<Model, Failure> {
    let items = lines.iter().filter_map(|line| line.item_id);
    let around = open.around(tx, items).await?;
    let agreement = open.order.agreement_id;
    let mut movements = Vec::new();
    let remaining = |line: &sales_order_line::Model| !outstanding(line).is_zero();
    for line in lines.into_iter().filter(remaining) {
        if let Some(before) = row::line(&line, &around) {
            let changed = cancel_remainder(&around.line(line.item_id), &before)?;
            let by = Mover::SalesOrderLine(open.order.id, line.id);
            movements.extend(post::of_change(agreement, by, &before, &changed, reason));
        }
        tx.update(sales_order_line::Model {
            cancelled_quantity: line.quantity,
            ..line
        })
        .await?;
    }
    open.order.status = SalesOrderStatus::Cancelled;
    let order = tx.update(open.order).await?;
    post::run(tx, &around.commitments, around.order.currency, &movements).await?;
    Ok(order)
}
