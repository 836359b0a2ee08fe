//! Changing an order's header. Vendor, agreement and currency stay as they were chosen (AGR-8).

use chrono::NaiveDate;
use entity::ids::{DimensionId, DimensionValueId, PurchaseOrderId};
use entity::purchase_order::Model;

use crate::failure::Failure;
use crate::tenancy::{Act, TenantTx};
use crate::usecase::check::{Check, Edit, apply};
use crate::usecase::dimension_set::store;

use super::facts::lock;

/// The changes; what is `None` stays. Lines that exist keep their own delivery days and dimensions.
#[derive(Clone, Debug)]
pub struct Update {
    /// The order.
    pub id: PurchaseOrderId,
    /// The version that the change is based on.
    pub version: i32,
    /// The day it is placed.
    pub order_date: Option<NaiveDate>,
    /// The delivery day of new lines that name none.
    pub delivery_date: Edit<NaiveDate>,
    /// Payment terms.
    pub payment_terms: Edit<String>,
    /// Delivery terms.
    pub delivery_terms: Edit<String>,
    /// Delivery mode.
    pub delivery_mode: Edit<String>,
    /// Where it is delivered to.
    pub delivery_address: Edit<String>,
    /// Dimension values of new lines.
    pub dimensions: Option<Vec<(DimensionId, DimensionValueId)>>,
}

impl Act for Update {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let mut open = lock(tx, "id", self.id).await?;
        let mut check = Check::new();
        check.version(self.version, open.order.row_version);
        open.must_be_open("id", &mut check);
        let texts = [
            ("paymentTerms", &self.payment_terms, 40),
            ("deliveryTerms", &self.delivery_terms, 40),
            ("deliveryMode", &self.delivery_mode, 40),
            ("deliveryAddress", &self.delivery_address, 1000),
        ];
        for (field, edit, max) in texts {
            check.text_opt(field, edit.as_ref().and_then(Option::as_deref), max);
        }
        if let Some(date) = self.order_date {
            check.date("orderDate", date);
        }
        if let Some(Some(date)) = self.delivery_date {
            check.date("deliveryDate", date);
        }
        if let Some(dimensions) = &self.dimensions {
            let stored = check.absorb(store::run(tx, "dimensions", dimensions).await)?;
            open.order.dimension_set_id = stored.flatten();
        }
        check.done()?;
        let order = &mut open.order;
        order.order_date = self.order_date.unwrap_or(order.order_date);
        apply(&mut order.delivery_date, self.delivery_date);
        apply(&mut order.payment_terms, self.payment_terms.clone());
        apply(&mut order.delivery_terms, self.delivery_terms.clone());
        apply(&mut order.delivery_mode, self.delivery_mode.clone());
        apply(&mut order.delivery_address, self.delivery_address.clone());
        open.touch(tx).await
    }
}
