//! An order that is being worked with.

use entity::ids::{ItemId, PurchaseOrderId};
use entity::kinds::{PurchaseOrderStatus, PurchaseOrderType};
use entity::{purchase_order, purchase_order_line};

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

/// An order that is being changed, locked, with its agreement held.
pub struct Open {
    /// The order.
    pub order: purchase_order::Model,
    /// Its currency.
    pub currency: Currency,
}

/// Locks an order, or refuses the input's `field`.
///
/// # Errors
/// When the legal entity has no such order; or when the database fails.
pub async fn lock(tx: &TenantTx, field: &str, id: PurchaseOrderId) -> Result<Open, Failure> {
    let order = tx
        .find::<purchase_order::Entity>()
        .lock()
        .named(field, id)
        .await?;
    let currency = facts::currency(tx, order.currency).await?;
    Ok(Open { order, currency })
}

impl Open {
    /// Refuses orders that nobody may change any more.
    pub fn must_be_open(&self, field: &str, check: &mut Check) {
        let status = self.order.status;
        if matches!(
            status,
            PurchaseOrderStatus::Cancelled | PurchaseOrderStatus::PendingApproval
        ) {
            check.refuse(field, Violation::OrderStatus { status });
        }
    }

    /// Refuses a change of what a return order sends back: it is worked out from what came and was
    /// charged when the order is made (COR-8).
    pub fn must_be_purchase(&self, field: &str, check: &mut Check) {
        if self.order.order_type == PurchaseOrderType::Return {
            let reason = "a return order is cancelled and made anew".to_owned();
            check.refuse(field, Violation::NotAllowed { reason });
        }
    }

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
        let deal = Deal {
            counterparty: Counterparty::Vendor(self.order.vendor_id),
            currency: self.currency,
            day: self.order.order_date,
        };
        Around::load(tx, agreement, deal, items).await
    }

    /// The commitments that the order's lines draw on, held.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn held(&self, tx: &TenantTx) -> Result<Option<Held>, Failure> {
        Held::may_be(tx, self.order.agreement_id).await
    }

    /// The delivery day of lines that name none (Q12).
    #[must_use]
    pub fn delivery_date(&self) -> chrono::NaiveDate {
        self.order.delivery_date.unwrap_or(self.order.order_date)
    }

    /// Writes that the order was changed: what was confirmed has to be confirmed again (ORD-1).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn touch(mut self, tx: &TenantTx) -> Result<purchase_order::Model, Failure> {
        if self.order.status == PurchaseOrderStatus::Confirmed {
            self.order.status = PurchaseOrderStatus::Released;
        }
        tx.update(self.order).await
    }
}

/// A line with its order, both locked, in the order in which everybody locks them.
///
/// # Errors
/// When the legal entity has no such line; or when the database fails.
pub async fn lock_line(
    tx: &TenantTx,
    id: entity::ids::PurchaseOrderLineId,
) -> Result<(Open, purchase_order_line::Model), Failure> {
    let lines = || tx.find::<purchase_order_line::Entity>();
    let seen = lines().named("id", id).await?;
    let open = lock(tx, "id", seen.purchase_order_id).await?;
    let line = lines().lock().named("id", id).await?;
    Ok((open, line))
}
