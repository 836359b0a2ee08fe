//! Giving up a sales order of which nothing has left and nothing is bought for the customer.

use entity::ids::SalesOrderId;
use entity::kinds::SalesOrderStatus;
use entity::sales_order::Model;

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::sales_order_line::read::{bindings, lock_of};

use super::facts::lock;

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
        let mut open = lock(tx, "id", self.id).await?;
        let lines = lock_of(tx, self.id).await?;
        let mut check = Check::new();
        check.version(self.version, open.order.row_version);
        open.must_be_open("id", &mut check);
        if lines.iter().any(|line| !line.shipped_quantity.is_zero()) {
            check.refuse("id", Violation::AlreadyReceived);
        }
        if !bindings(tx, &lines).await?.is_empty() {
            check.refuse("id", Violation::BoundToSale);
        }
        check.done()?;
        open.order.status = SalesOrderStatus::Cancelled;
        tx.update(open.order).await
    }
}
