//! Sets how invoices of a vendor, of an item, of both or of an agreement are matched, in place of
//! how
//! they were (MAT-1, AGR-16).

use entity::exact::Amount;
use entity::ids::{AgreementId, ItemId, VendorId};
use entity::kinds::MatchingPolicy;
use entity::matching_tolerance::{Column, Model};
use entity::{agreement, item, vendor};
use rust_decimal::Decimal;

use crate::domain::money::Currency;
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::commitment::facts;
use crate::usecase::ledger_setup::write::{hold, set};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct Set {
    /// The vendor that it is for; none for any.
    pub vendor_id: Option<VendorId>,
    /// The item that it is for; none for any.
    pub item_id: Option<ItemId>,
    /// The agreement that it is for; none for any.
    pub agreement_id: Option<AgreementId>,
    /// The policy; none for the legal entity's.
    pub matching_policy: Option<MatchingPolicy>,
    /// How much dearer a unit may be than ordered, in percent.
    pub price_tolerance_percent: Option<Decimal>,
    /// How much dearer a unit may be than ordered, in the accounting currency.
    pub price_tolerance_amount: Option<Decimal>,
    /// How much dearer a line may be than ordered, in percent.
    pub total_tolerance_percent: Option<Decimal>,
    /// How much dearer a line may be than ordered, in the accounting currency.
    pub total_tolerance_amount: Option<Decimal>,
}

impl Act for Set {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        hold(tx).await?;
        let mut check = Check::new();
        self.subject(tx, &mut check).await?;
        let code = tx.legal_entity().await?.accounting_currency;
        let currency = facts::currency(tx, code).await?;
        let percent = |check: &mut Check, field, value: Option<Decimal>| {
            value.map(|value| check.percent(field, value))
        };
        let amount = |check: &mut Check, field, value: Option<Decimal>, currency| {
            value.map(|value| check.amount(field, value, currency))
        };
        let unit = Currency {
            decimals: Amount::SCALE,
            ..currency
        };
        let row = Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: tx.id(),
            vendor_id: self.vendor_id,
            item_id: self.item_id,
            agreement_id: self.agreement_id,
            matching_policy: self.matching_policy,
            price_tolerance_percent: percent(
                &mut check,
                "priceTolerancePercent",
                self.price_tolerance_percent,
            ),
            price_tolerance_amount: amount(
                &mut check,
                "priceToleranceAmount",
                self.price_tolerance_amount,
                unit,
            ),
            total_tolerance_percent: percent(
                &mut check,
                "totalTolerancePercent",
                self.total_tolerance_percent,
            ),
            total_tolerance_amount: amount(
                &mut check,
                "totalToleranceAmount",
                self.total_tolerance_amount,
                currency,
            ),
            row_version: 1,
        };
        check.done()?;
        let key = [Column::VendorId, Column::ItemId, Column::AgreementId];
        set(tx, row, &key, ("vendorId", "the subject")).await
    }
}

impl Set {
    /// A vendor, an item, both, or else an agreement.
    async fn subject(&self, tx: &TenantTx, check: &mut Check) -> Result<(), Failure> {
        if let Some(id) = self.vendor_id {
            check.row::<vendor::Entity>(tx, "vendorId", id).await?;
        }
        if let Some(id) = self.item_id {
            check.row::<item::Entity>(tx, "itemId", id).await?;
        }
        let other = self.vendor_id.is_some() || self.item_id.is_some();
        match self.agreement_id {
            Some(id) => {
                check
                    .row::<agreement::Entity>(tx, "agreementId", id)
                    .await?;
                if other {
                    let reason = "an agreement stands alone".to_owned();
                    check.refuse("agreementId", Violation::NotAllowed { reason });
                }
            }
            None if !other => check.refuse("vendorId", Violation::Required),
            None => {}
        }
        Ok(())
    }
}
