//! Cancelling an order of which nothing has arrived; what its lines had drawn is given back.

use entity::ids::PurchaseOrderId;
use entity::kinds::PurchaseOrderStatus;
use entity::purchase_order::Model;
use entity::purchase_order_line;

use crate::domain::order_line::cancel_remainder;
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::commitment::post::{self, Mover};
use crate::usecase::purchase_order_line::{read, row};

use super::facts::lock;

/// The order that is given up.
pub struct Cancel {
    /// The order.
    pub id: PurchaseOrderId,
    /// The version that the caller saw.
    pub version: i32,
}

impl Act for Cancel {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let mut open = lock(tx, "id", self.id).await?;
        let lines = read::lock_of(tx, self.id).await?;
        let mut check = Check::new();
        check.version(self.version, open.order.row_version);
        open.must_be_open("id", &mut check);
        if lines.iter().any(arrived) {
            check.refuse("id", Violation::AlreadyReceived);
        }
        check.done()?;
        let around = open
            .around(tx, lines.iter().filter_map(|line| line.item_id))
            .await?;
        let mut movements = Vec::new();
        let remaining =
            |line: &purchase_order_line::Model| line.cancelled_quantity != line.quantity;
        for line in lines.into_iter().filter(remaining) {
            let before = row::line(&line);
            let changed = cancel_remainder(&around.line(line.item_id), &before)?;
            let by = Mover::OrderLine(open.order.id, line.id);
            let agreement = open.order.agreement_id;
            let reason = "purchaseOrderCancel";
            movements.extend(post::of_change(agreement, by, &before, &changed, reason));
            let cancelled_quantity = changed.line.cancelled;
            tx.update(purchase_order_line::Model {
                cancelled_quantity,
                // The customer can be delivered by others (ORD-6).
                sales_order_line_id: None,
                ..line
            })
            .await?;
        }
        open.order.status = PurchaseOrderStatus::Cancelled;
        let order = tx.update(open.order).await?;
        post::run(tx, &around.commitments, around.order.currency, &movements).await?;
        Ok(order)
    }
}

fn arrived(line: &purchase_order_line::Model) -> bool {
    !line.received_quantity.is_zero() || !line.invoiced_quantity.is_zero()
}
