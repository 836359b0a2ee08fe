//! Removing a sales line's link; what it had drawn is given back (AGR-10).

use entity::ids::SalesOrderLineId;
use entity::sales_order_line::Model;

use crate::domain::order_line::{PriceAfterUnlink, unlink};
use crate::failure::Failure;
use crate::tenancy::{Act, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::outcome::Warned;
use crate::usecase::sales_order::facts::lock_line;

use super::row;

/// The line whose link is to go.
pub struct Unlink {
    /// The line.
    pub id: SalesOrderLineId,
    /// The version that the caller saw.
    pub version: i32,
    /// What becomes of the price.
    pub price: PriceAfterUnlink,
    /// Whether it is done although something was invoiced (Q11).
    pub even_if_invoiced: bool,
}

impl Act for Unlink {
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
        let facts = around.line(old.item_id);
        let changed = unlink(&facts, &before, self.price, self.even_if_invoiced)?;
        let decided = (&before, &changed);
        let row = row::write(tx, old, decided, &around, "salesOrderLineUnlink").await?;
        Ok(Warned {
            row,
            warnings: Vec::new(),
        })
    }
}
