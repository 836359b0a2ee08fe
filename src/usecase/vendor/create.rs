//! Registering a vendor (VEN-1).

use entity::codes::CurrencyCode;
use entity::kinds::{NumberSequenceScope, VendorBlocked};
use entity::vendor::Model;

use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::number_sequence::draw;

use super::posting::Posting;

/// The vendor that is wanted.
pub struct Create {
    /// Its number, where the sequence is manual.
    pub number: Option<String>,
    /// Its name.
    pub name: String,
    /// Its currency; the accounting currency if none.
    pub currency: Option<CurrencyCode>,
    /// Payment terms.
    pub payment_terms: Option<String>,
    /// Delivery terms.
    pub delivery_terms: Option<String>,
    /// Delivery mode.
    pub delivery_mode: Option<String>,
    /// How its documents are posted.
    pub posting: Posting,
}

impl Act for Create {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let mut check = Check::new();
        check.text("name", &self.name, 200);
        check.text_opt("paymentTerms", self.payment_terms.as_deref(), 40);
        check.text_opt("deliveryTerms", self.delivery_terms.as_deref(), 40);
        check.text_opt("deliveryMode", self.delivery_mode.as_deref(), 40);
        let currency = match self.currency {
            Some(code) => {
                check.currency(tx, "currency", code).await?;
                code
            }
            None => tx.legal_entity().await?.accounting_currency,
        };
        let mut row = Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: tx.id(),
            number: String::new(),
            name: self.name.clone(),
            currency,
            payment_terms: self.payment_terms.clone(),
            delivery_terms: self.delivery_terms.clone(),
            delivery_mode: self.delivery_mode.clone(),
            blocked: VendorBlocked::None,
            vendor_posting_group_id: None,
            business_posting_group_id: None,
            tax_business_posting_group_id: None,
            over_receipt_code_id: None,
            payment_priority: 0,
            payment_tolerance_blocked: false,
            row_version: 1,
        };
        self.posting.change(tx, &mut check, &mut row).await?;
        check.done()?;
        let number = draw::run(tx, NumberSequenceScope::Vendor, self.number.as_deref()).await?;
        row.number.clone_from(&number);
        tx.insert(row)
            .await
            .map_err(|failure| failure.or_already_used("number", &number))
    }
}
