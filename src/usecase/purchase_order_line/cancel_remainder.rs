//! Giving up what of an order line has not arrived; its commitment gets it back (Q4).

use entity::ids::PurchaseOrderLineId;
use entity::purchase_order_line::Model;

use crate::domain::order_line::cancel_remainder;
use crate::failure::Failure;
use crate::tenancy::{Act, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::outcome::Warned;
use crate::usecase::purchase_order::facts::lock_line;

use super::row;

/// The line whose remainder is given up.
pub struct CancelRemainder {
    /// The line.
    pub id: PurchaseOrderLineId,
    /// The version that the caller saw.
    pub version: i32,
}

impl Act for CancelRemainder {
    type Out = Warned<Model>;

    async fn run(&self, tx: &TenantTx) -> Result<Warned<Model>, Failure> {
        let (open, old) = lock_line(tx, self.id).await?;
        let mut check = Check::new();
        check.version(self.version, old.row_version);
        open.must_be_open("id", &mut check);
        check.done()?;
        let around = open.around(tx, old.item_id).await?;
        let changed = cancel_remainder(&around.line(old.item_id), &row::line(&old))?;
        open.touch(tx).await?;
        let row = row::write(
            tx,
            old,
            &changed,
            &around,
            "purchaseOrderLineCancelRemainder",
        )
        .await?;
        Ok(Warned {
            row,
            warnings: Vec::new(),
        })
    }
}
