//! A sales order that is being worked with.

use entity::ids::SalesOrderId;
use entity::kinds::{PurchaseOrderStatus, SalesOrderStatus};
use entity::{customer, sales_order};

use crate::domain::money::Currency;
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::commitment::facts;

/// A sales order, locked. Who works with purchase orders too locks these first.
pub struct Open {
    /// The order.
    pub order: sales_order::Model,
    /// Its currency.
    pub currency: Currency,
}

/// Locks an order, or refuses the input's `field`.
///
/// # Errors
/// When the legal entity has no such order; or when the database fails.
pub async fn lock(tx: &TenantTx, field: &str, id: SalesOrderId) -> Result<Open, Failure> {
    let order = tx.find::<sales_order::Entity>();
    let order = order.lock().named(field, id).await?;
    let currency = facts::currency(tx, order.currency).await?;
    Ok(Open { order, currency })
}

impl Open {
    /// Refuses orders that were given up.
    pub fn must_be_open(&self, field: &str, check: &mut Check) {
        if self.order.status == SalesOrderStatus::Cancelled {
            let status = PurchaseOrderStatus::Cancelled;
            check.refuse(field, Violation::OrderStatus { status });
        }
    }

    /// Who buys. Where nothing new may be sold to it, the input's `field` is refused.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn customer(
        &self,
        tx: &TenantTx,
        field: &str,
        check: &mut Check,
    ) -> Result<customer::Model, Failure> {
        let customers = tx.find::<customer::Entity>();
        let customer = customers.named(field, self.order.customer_id).await?;
        if customer.blocked {
            check.refuse(field, Violation::CustomerBlocked);
        }
        Ok(customer)
    }
}
