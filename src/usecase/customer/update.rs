//! Changing a customer, blocking it included.

use entity::codes::CurrencyCode;
use entity::customer::{Entity, Model};
use entity::ids::{CustomerId, PostingGroupId};

use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::{Check, Edit, apply};

use super::rules;

/// The changes; what is `None` stays.
pub struct Update {
    /// The customer.
    pub id: CustomerId,
    /// The version that the change is based on.
    pub version: i32,
    /// Its name.
    pub name: Option<String>,
    /// Its currency.
    pub currency: Option<CurrencyCode>,
    /// Payment terms.
    pub payment_terms: Edit<String>,
    /// Where it is delivered to.
    pub address: Edit<String>,
    /// Its customer posting group.
    pub customer_posting_group: Edit<PostingGroupId>,
    /// Its general business posting group.
    pub business_posting_group: Edit<PostingGroupId>,
    /// Its tax business group.
    pub tax_business_posting_group: Edit<PostingGroupId>,
    /// Whether nothing new may be sold to it.
    pub blocked: Option<bool>,
}

impl Act for Update {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let mut row = tx.find::<Entity>().lock().named("id", self.id).await?;
        let mut check = Check::new();
        check.version(self.version, row.row_version);
        if let Some(name) = &self.name {
            row.name.clone_from(name);
        }
        row.currency = self.currency.unwrap_or(row.currency);
        apply(&mut row.payment_terms, self.payment_terms.clone());
        apply(&mut row.address, self.address.clone());
        apply(
            &mut row.customer_posting_group_id,
            self.customer_posting_group,
        );
        apply(
            &mut row.business_posting_group_id,
            self.business_posting_group,
        );
        apply(
            &mut row.tax_business_posting_group_id,
            self.tax_business_posting_group,
        );
        row.blocked = self.blocked.unwrap_or(row.blocked);
        rules::run(&mut check, tx, &row).await?;
        check.done()?;
        tx.update(row).await
    }
}
