//! Setting a currency's exchange rate from a day on, in place of one that is there.

use chrono::NaiveDate;
use entity::codes::CurrencyCode;
use entity::exchange_rate::{Column, Entity, Model};
use rust_decimal::Decimal;
use sea_orm::ColumnTrait;

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::Check;

/// The rate that is wanted.
pub struct Set {
    /// The foreign currency.
    pub currency: CurrencyCode,
    /// The first day that the rate holds.
    pub valid_from: NaiveDate,
    /// Accounting currency per `quoted_units` units of the foreign currency.
    pub rate: Decimal,
    /// How many units the rate is quoted for; 1 if none.
    pub quoted_units: Option<i32>,
}

impl Act for Set {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let mut check = Check::new();
        check.currency(tx, "currency", self.currency).await?;
        if tx.legal_entity().await?.accounting_currency == self.currency {
            let reason = "the accounting currency has no rate".to_owned();
            check.refuse("currency", Violation::NotAllowed { reason });
        }
        check.date("validFrom", self.valid_from);
        let rate = check.rate("rate", self.rate);
        let quoted_units = self.quoted_units.unwrap_or(1);
        if quoted_units < 1 {
            check.refuse("quotedUnits", Violation::NotPositive);
        }
        check.done()?;
        let row = Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: tx.id(),
            currency: self.currency,
            valid_from: self.valid_from,
            rate,
            quoted_units,
        };
        // In one statement, so that of many at once none is refused: the last one's rate holds.
        let key = [Column::Currency, Column::ValidFrom];
        tx.put(row, &key, &[Column::Rate, Column::QuotedUnits])
            .await?;
        tx.find::<Entity>()
            .filter(Column::Currency.eq(self.currency))
            .filter(Column::ValidFrom.eq(self.valid_from))
            .one()
            .await?
            .ok_or_else(|| Failure::Broken("a rate that was written is gone".to_owned()))
    }
}
