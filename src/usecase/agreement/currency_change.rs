//! Changing an agreement's currency, as long as no order line was ever linked (AGR-1, Q15).

use entity::agreement::Model;
use entity::codes::CurrencyCode;
use entity::ids::AgreementId;
use entity::kinds::{AgreementStatus, CommitmentType};
use entity::{agreement_line, commitment_entry};
use rust_decimal::Decimal;
use sea_orm::ColumnTrait;

use crate::domain::money::{Currency, PriceTerms, convert_amount, convert_price, net_amount};
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::commitment::facts::{self, Hold};

/// The agreement, its new currency, and what one unit of the old is in the new.
pub struct CurrencyChange {
    /// The agreement.
    pub id: AgreementId,
    /// The version that the change is based on.
    pub version: i32,
    /// The new currency.
    pub currency: CurrencyCode,
    /// Units of the new currency for one unit of the old.
    pub rate: Decimal,
}

impl Act for CurrencyChange {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let mut row = facts::header(tx, "id", self.id, Hold::Exclusive).await?.row;
        let mut lines = facts::lines(tx, self.id).await?;
        let mut check = Check::new();
        check.version(self.version, row.row_version);
        if row.status == AgreementStatus::Closed {
            check.refuse("id", Violation::AgreementClosed);
        }
        if self.rate <= Decimal::ZERO {
            check.refuse("rate", Violation::NotPositive);
        }
        // Not only what is linked now: the ledger's amounts are in the currency of their day.
        let entries = tx
            .find::<commitment_entry::Entity>()
            .filter(commitment_entry::Column::AgreementId.eq(self.id))
            .limit(1);
        if entries.one().await?.is_some() {
            check.refuse("currency", Violation::CurrencyFixed);
        }
        if row.chain_legal_entity_id.is_some() {
            let reason = "an agreement that goes with a trading partner's keeps its currency";
            let reason = reason.to_owned();
            check.refuse("currency", Violation::NotAllowed { reason });
        }
        let currency = check.currency(tx, "currency", self.currency).await?;
        if let Some(currency) = currency
            && !check.is_bad()
        {
            for line in &mut lines {
                if let Err(violation) = self.convert(line, currency) {
                    check.refuse("rate", violation);
                }
            }
        }
        check.done()?;
        row.currency = self.currency;
        for line in lines {
            tx.update(line).await?;
        }
        tx.update(row).await
    }
}

impl CurrencyChange {
    fn convert(
        &self,
        line: &mut agreement_line::Model,
        currency: Currency,
    ) -> Result<(), Violation> {
        let decimals = entity::exact::Price::SCALE;
        let before = line.clone();
        line.unit_price = convert_price(line.unit_price, self.rate, decimals)?;
        line.discount_amount = convert_price(line.discount_amount, self.rate, decimals)?;
        line.release_amount_min = convert_amount(line.release_amount_min, self.rate, currency)?;
        line.release_amount_max = convert_amount(line.release_amount_max, self.rate, currency)?;
        line.amount = if line.commitment_type == CommitmentType::ProductQuantity {
            let terms = PriceTerms {
                unit_price: line.unit_price,
                price_unit: line.price_unit,
                discount_percent: line.discount_percent,
                discount_amount: line.discount_amount,
            };
            net_amount(line.quantity, &terms, currency)?
        } else {
            convert_amount(line.amount, self.rate, currency)?
        };
        // What is too small for the new currency would turn into nothing: no price, no limit.
        let vanished = [
            (before.unit_price.steps(), line.unit_price.steps()),
            (before.discount_amount.steps(), line.discount_amount.steps()),
            (
                before.release_amount_min.steps(),
                line.release_amount_min.steps(),
            ),
            (
                before.release_amount_max.steps(),
                line.release_amount_max.steps(),
            ),
            (before.amount.steps(), line.amount.steps()),
        ];
        if vanished.iter().any(|(old, new)| *old > 0 && *new == 0) {
            return Err(Violation::NotPositive);
        }
        Ok(())
    }
}
