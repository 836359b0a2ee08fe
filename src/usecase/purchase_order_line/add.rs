//! Adding a line to an order; it is linked by itself where it fits (AGR-9).

use entity::ids::PurchaseOrderId;
use entity::purchase_order_line::Model;

use crate::failure::Failure;
use crate::tenancy::{Act, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::outcome::Warned;
use crate::usecase::purchase_order::facts::lock;
use crate::usecase::purchase_order::write::add_lines;

use super::wanted::{FromOrder, Wanted};

/// The line that is wanted.
#[derive(Clone, Debug)]
pub struct Add {
    /// The order.
    pub order: PurchaseOrderId,
    /// The line.
    pub line: Wanted,
}

impl Act for Add {
    type Out = Warned<Model>;

    async fn run(&self, tx: &TenantTx) -> Result<Warned<Model>, Failure> {
        let mut open = lock(tx, "purchaseOrderId", self.order).await?;
        let mut check = Check::new();
        open.must_be_open("purchaseOrderId", &mut check);
        open.must_be_purchase("purchaseOrderId", &mut check);
        check.done()?;
        let mut around = open.around(tx, self.line.item).await?;
        let order = FromOrder {
            delivery_date: open.delivery_date(),
            dimension_set_id: open.order.dimension_set_id,
        };
        let mut own = Check::new();
        let placed = self
            .line
            .place(tx, &mut around, order, None, &mut own)
            .await?;
        let mut check = Check::new();
        check.extend_under("line", own);
        check.done()?;
        let Some((line, warnings)) = placed else {
            return Err(Failure::Broken("no refusal and no line".to_owned()));
        };
        open.order.last_line_number += 1;
        let currency = open.currency;
        let order = open.touch(tx).await?;
        let commitments = (around.commitments.as_slice(), currency);
        let number = order.last_line_number;
        let reason = "purchaseOrderLineAdd";
        let added = add_lines(tx, &order, number, &[line], commitments, reason).await;
        let mut check = Check::new();
        let mut own = Check::new();
        let rows = own.absorb(added)?.unwrap_or_default();
        check.extend_under("line", own);
        check.done()?;
        let row = rows.into_iter().next();
        let row = row.ok_or_else(|| Failure::Broken("a line was not written".to_owned()))?;
        Ok(Warned { row, warnings })
    }
}
