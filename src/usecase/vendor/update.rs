//! Changing a vendor, blocking it included (VEN-2).

use entity::codes::CurrencyCode;
use entity::ids::VendorId;
use entity::kinds::VendorBlocked;
use entity::vendor::{Entity, Model};

use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::{Check, Edit, apply};

use super::posting::Posting;

/// The changes; what is `None` stays.
pub struct Update {
    /// The vendor.
    pub id: VendorId,
    /// The version that the change is based on.
    pub version: i32,
    /// Its name.
    pub name: Option<String>,
    /// Its currency.
    pub currency: Option<CurrencyCode>,
    /// Payment terms.
    pub payment_terms: Edit<String>,
    /// Delivery terms.
    pub delivery_terms: Edit<String>,
    /// Delivery mode.
    pub delivery_mode: Edit<String>,
    /// How far it is blocked.
    pub blocked: Option<VendorBlocked>,
    /// How its documents are posted.
    pub posting: Posting,
}

impl Act for Update {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let mut row = tx.find::<Entity>().lock().named("id", self.id).await?;
        let mut check = Check::new();
        check.version(self.version, row.row_version);
        check.text_opt("name", self.name.as_deref(), 200);
        check.text_opt(
            "paymentTerms",
            self.payment_terms.as_ref().and_then(Option::as_deref),
            40,
        );
        check.text_opt(
            "deliveryTerms",
            self.delivery_terms.as_ref().and_then(Option::as_deref),
            40,
        );
        check.text_opt(
            "deliveryMode",
            self.delivery_mode.as_ref().and_then(Option::as_deref),
            40,
        );
        if let Some(code) = self.currency {
            check.currency(tx, "currency", code).await?;
            row.currency = code;
        }
        self.posting.change(tx, &mut check, &mut row).await?;
        check.done()?;
        if let Some(name) = &self.name {
            row.name.clone_from(name);
        }
        apply(&mut row.payment_terms, self.payment_terms.clone());
        apply(&mut row.delivery_terms, self.delivery_terms.clone());
        apply(&mut row.delivery_mode, self.delivery_mode.clone());
        row.blocked = self.blocked.unwrap_or(row.blocked);
        tx.update(row).await
    }
}
