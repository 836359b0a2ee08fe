//! Registering a customer.

use entity::codes::CurrencyCode;
use entity::customer::Model;
use entity::ids::PostingGroupId;
use entity::kinds::NumberSequenceScope;

use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::number_sequence::draw;

use super::rules;

/// The customer that is wanted.
pub struct Create {
    /// Its number, where the sequence is manual.
    pub number: Option<String>,
    /// Its name.
    pub name: String,
    /// Its currency; the accounting currency if none.
    pub currency: Option<CurrencyCode>,
    /// Payment terms.
    pub payment_terms: Option<String>,
    /// Where it is delivered to.
    pub address: Option<String>,
    /// Its customer posting group.
    pub customer_posting_group: Option<PostingGroupId>,
    /// Its general business posting group.
    pub business_posting_group: Option<PostingGroupId>,
    /// Its tax business group.
    pub tax_business_posting_group: Option<PostingGroupId>,
}

impl Act for Create {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let currency = match self.currency {
            Some(code) => code,
            None => tx.legal_entity().await?.accounting_currency,
        };
        let row = Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: tx.id(),
            number: String::new(),
            name: self.name.clone(),
            currency,
            payment_terms: self.payment_terms.clone(),
            address: self.address.clone(),
            customer_posting_group_id: self.customer_posting_group,
            business_posting_group_id: self.business_posting_group,
            tax_business_posting_group_id: self.tax_business_posting_group,
            blocked: false,
            row_version: 1,
        };
        let mut check = Check::new();
        rules::run(&mut check, tx, &row).await?;
        check.done()?;
        let typed = self.number.as_deref();
        let number = draw::run(tx, NumberSequenceScope::Customer, typed).await?;
        let row = Model {
            number: number.clone(),
            ..row
        };
        tx.insert(row)
            .await
            .map_err(|failure| failure.or_already_used("number", &number))
    }
}
