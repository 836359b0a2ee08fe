//! Founding a legal entity, in the transaction of a grant from `Caller::found`.

use entity::codes::CurrencyCode;
use entity::kinds::{AgreementTieBreak, NumberSequenceScope, ReleaseAmountViolation};
use entity::{legal_entity, number_sequence};

use crate::failure::Failure;
use crate::tenancy::{Act, TenantTx};
use crate::usecase::check::Check;

use super::itself::Itself;

/// The legal entity that is wanted.
pub struct Create {
    /// Its code, unique in the installation.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The currency that its books are kept in.
    pub accounting_currency: CurrencyCode,
    /// What an order line outside the release amounts gets; a warning if none.
    pub release_amount_violation: Option<ReleaseAmountViolation>,
    /// Which agreement wins when several fit; the lowest number if none.
    pub agreement_tie_break: Option<AgreementTieBreak>,
    /// Whether indirect orders look for an agreement; no if none.
    pub agreement_auto_search: Option<bool>,
}

/// The sequences that a legal entity starts with: what they number, the prefix, whether gaps are
/// forbidden (AGR-1 asks that of agreements, bookkeeping of what is posted).
pub const SEQUENCES: [(NumberSequenceScope, &str, bool); 15] = [
    (NumberSequenceScope::Agreement, "PA-", true),
    (NumberSequenceScope::PurchaseOrder, "PO-", false),
    (NumberSequenceScope::Vendor, "V-", false),
    (NumberSequenceScope::Item, "I-", false),
    (NumberSequenceScope::PurchaseReturnOrder, "PR-", false),
    (NumberSequenceScope::PurchaseReceipt, "RC-", true),
    (NumberSequenceScope::PurchaseInvoice, "PI-", true),
    (NumberSequenceScope::PurchaseCreditMemo, "PC-", true),
    (NumberSequenceScope::VendorPayment, "VP-", true),
    (NumberSequenceScope::InventoryAdjustment, "IA-", true),
    (NumberSequenceScope::Voucher, "VO-", true),
    (NumberSequenceScope::Customer, "C-", false),
    (NumberSequenceScope::SalesOrder, "SO-", false),
    (NumberSequenceScope::SalesShipment, "SS-", true),
    (NumberSequenceScope::SalesInvoice, "SI-", true),
];

impl Act for Create {
    type Out = Itself;

    async fn run(&self, tx: &TenantTx) -> Result<Itself, Failure> {
        let mut check = Check::new();
        check.text("code", &self.code, 20);
        check.text("name", &self.name, 200);
        check
            .currency(tx, "accountingCurrency", self.accounting_currency)
            .await?;
        check.done()?;
        let row = legal_entity::Model {
            id: tx.grant().legal_entity(),
            code: self.code.clone(),
            name: self.name.clone(),
            accounting_currency: self.accounting_currency,
            release_amount_violation: self
                .release_amount_violation
                .unwrap_or(ReleaseAmountViolation::Warn),
            agreement_tie_break: self
                .agreement_tie_break
                .unwrap_or(AgreementTieBreak::LowestNumber),
            agreement_auto_search: self.agreement_auto_search.unwrap_or(false),
            row_version: 1,
        };
        let row = tx
            .found(row)
            .await
            .map_err(|failure| failure.or_already_used("code", &self.code))?;
        tx.insert_all(SEQUENCES.map(|one| sequence(tx, one)).to_vec())
            .await?;
        Ok(Itself(row))
    }
}

/// A sequence that begins at one.
pub fn sequence(
    tx: &TenantTx,
    (scope, prefix, continuous): (NumberSequenceScope, &str, bool),
) -> number_sequence::Model {
    number_sequence::Model {
        legal_entity_id: tx.grant().legal_entity(),
        id: tx.id(),
        scope,
        prefix: prefix.to_owned(),
        digits: 6,
        next: 1,
        maximum: 999_999,
        continuous,
        manual: false,
        row_version: 1,
    }
}
