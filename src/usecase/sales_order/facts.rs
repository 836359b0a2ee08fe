//! A sales order that is being worked with.

use chrono::NaiveDate;
use entity::ids::{ItemId, SalesOrderId, SalesOrderLineId};
use entity::kinds::{PurchaseOrderStatus, SalesOrderStatus};
use entity::{customer, sales_order, sales_order_line};

use crate::domain::matching::Counterparty;
use crate::domain::money::Currency;
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::commitment::around::Around;
use crate::usecase::commitment::facts::{self, Hold};
use crate::usecase::commitment::held::Held;
use crate::usecase::price::facts::Deal;

/// A sales order, locked where it is changed. Who works with purchase orders too locks these first;
/// its agreement is held after its lines.
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

/// An order as it stands, which somebody may change meanwhile, or a refusal of the input's `field`.
///
/// # Errors
/// When the legal entity has no such order; or when the database fails.
pub async fn see(tx: &TenantTx, field: &str, id: SalesOrderId) -> Result<Open, Failure> {
    let order = tx.find::<sales_order::Entity>().named(field, id).await?;
    let currency = facts::currency(tx, order.currency).await?;
    Ok(Open { order, currency })
}

/// With whom and when an order is made.
#[must_use]
pub fn deal(order: &sales_order::Model, currency: Currency) -> Deal {
    Deal {
        counterparty: Counterparty::Customer(order.customer_id),
        currency,
        day: order.order_date,
    }
}

/// A line with its order, both locked, in the order in which everybody locks them.
///
/// # Errors
/// When the legal entity has no such line; or when the database fails.
pub async fn lock_line(
    tx: &TenantTx,
    id: SalesOrderLineId,
) -> Result<(Open, sales_order_line::Model), Failure> {
    let lines = || tx.find::<sales_order_line::Entity>();
    let seen = lines().named("id", id).await?;
    let open = lock(tx, "id", seen.sales_order_id).await?;
    let line = lines().lock().named("id", id).await?;
    Ok((open, line))
}

impl Open {
    /// What stands around the order's lines.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn around(
        &self,
        tx: &TenantTx,
        items: impl IntoIterator<Item = ItemId>,
    ) -> Result<Around, Failure> {
        let agreement = match self.order.agreement_id {
            Some(id) => Some(facts::header(tx, "agreementId", id, Hold::Shared).await?),
            None => None,
        };
        Around::load(tx, agreement, deal(&self.order, self.currency), items).await
    }

    /// The commitments that the order's lines draw on, held.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn held(&self, tx: &TenantTx) -> Result<Option<Held>, Failure> {
        Held::may_be(tx, self.order.agreement_id).await
    }

    /// The delivery day of lines that name none.
    #[must_use]
    pub fn delivery_date(&self) -> NaiveDate {
        self.order.delivery_date.unwrap_or(self.order.order_date)
    }

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
