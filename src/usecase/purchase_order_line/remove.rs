//! Removing a line from an order that was never confirmed; a confirmed one is cancelled instead.

use entity::ids::PurchaseOrderLineId;
use entity::kinds::PurchaseOrderStatus;
use entity::purchase_order_line::Entity;

use crate::domain::order_line::{PriceAfterUnlink, unlink};
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::outcome::Removed;
use crate::usecase::purchase_order::facts::lock_line;

use super::row;

/// The line that is to go.
pub struct Remove {
    /// The line.
    pub id: PurchaseOrderLineId,
    /// The version that the caller saw.
    pub version: i32,
}

impl Act for Remove {
    type Out = Removed;

    async fn run(&self, tx: &TenantTx) -> Result<Removed, Failure> {
        let (open, old) = lock_line(tx, self.id).await?;
        let mut check = Check::new();
        check.version(self.version, old.row_version);
        open.must_be_open("id", &mut check);
        if open.order.latest_version > 0 {
            check.refuse(
                "id",
                Violation::OrderStatus {
                    status: PurchaseOrderStatus::Confirmed,
                },
            );
        }
        if !old.received_quantity.is_zero() || !old.invoiced_quantity.is_zero() {
            check.refuse("id", Violation::AlreadyReceived);
        }
        check.done()?;
        if old.agreement_line_id.is_some() {
            let around = open.around(tx, old.item_id).await?;
            let facts = around.line(old.item_id);
            let changed = unlink(&facts, &row::line(&old), PriceAfterUnlink::Keep, false)?;
            row::write(tx, old, &changed, &around, "purchaseOrderLineRemove").await?;
        }
        // What had come and was undone, or was drafted to be invoiced, is still told of it.
        let gone = tx.delete::<Entity>(self.id).await;
        gone.map_err(|failure| failure.or_in_use("id"))?;
        open.touch(tx).await?;
        Ok(Removed(self.id.into()))
    }
}
