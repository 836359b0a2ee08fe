//! Linking an order line to a commitment: a named one, or the best that fits (AGR-9).

use entity::ids::{AgreementLineId, PurchaseOrderLineId};
use entity::purchase_order_line::Model;

use crate::domain::order_line::link;
use crate::failure::Failure;
use crate::tenancy::{Act, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::outcome::{Warned, Warning};
use crate::usecase::purchase_order::facts::lock_line;

use super::row;

/// The line that is to be linked.
pub struct Link {
    /// The line.
    pub id: PurchaseOrderLineId,
    /// The version that the caller saw.
    pub version: i32,
    /// The commitment; the best that fits if none.
    pub agreement_line: Option<AgreementLineId>,
}

impl Act for Link {
    type Out = Warned<Model>;

    async fn run(&self, tx: &TenantTx) -> Result<Warned<Model>, Failure> {
        let (open, old) = lock_line(tx, self.id).await?;
        let mut check = Check::new();
        check.version(self.version, old.row_version);
        open.must_be_open("id", &mut check);
        open.must_be_purchase("id", &mut check);
        check.done()?;
        let around = open.around(tx, old.item_id).await?;
        let before = row::line(&old);
        let changed = link(&around.line(old.item_id), &before, self.agreement_line)?;
        open.touch(tx).await?;
        let row = row::write(tx, old, &changed, &around, "purchaseOrderLineLink").await?;
        let warnings = changed
            .warnings
            .iter()
            .map(|v| Warning::of(None, v))
            .collect();
        Ok(Warned { row, warnings })
    }
}
