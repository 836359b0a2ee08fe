//! Linking a sales line to a commitment: a named one, or the best that fits (AGR-9).

use entity::ids::{AgreementLineId, SalesOrderLineId};
use entity::sales_order_line::Model;

use crate::domain::order_line::link;
use crate::failure::Failure;
use crate::tenancy::{Act, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::outcome::{Warned, Warning};
use crate::usecase::sales_order::facts::lock_line;

use super::row;

/// The line that is to be linked.
pub struct Link {
    /// The line.
    pub id: SalesOrderLineId,
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
        row::must_be_item("id", &old, &mut check);
        check.done()?;
        let around = open.around(tx, old.item_id).await?;
        let before = row::must_be_line(&old, &around)?;
        let changed = link(&around.line(old.item_id), &before, self.agreement_line)?;
        let decided = (&before, &changed);
        let row = row::write(tx, old, decided, &around, "salesOrderLineLink").await?;
        let warnings = changed
            .warnings
            .iter()
            .map(|v| Warning::of(None, v))
            .collect();
        Ok(Warned { row, warnings })
    }
}
