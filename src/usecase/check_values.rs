//! Checks of exact numbers, and of the rows that an input names.

use entity::exact::{Amount, Percent, Price, Quantity, Rate};
use entity::partition::Partitioned;
use rust_decimal::Decimal;
use sea_orm::Value;

use crate::domain::money::Currency;
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::Scope;

use super::check::Check;

/// Each answers with what to keep; after a refusal that is nothing, and the act ends anyway.
impl Check {
    /// A price or a discount amount: not below zero.
    pub fn price(&mut self, field: &str, value: Decimal) -> Price {
        self.not_negative(field, value);
        self.exact(field, Price::try_new(value)).unwrap_or_default()
    }

    /// An amount of a currency: not below zero, with the currency's decimals.
    pub fn amount(&mut self, field: &str, value: Decimal, currency: Currency) -> Amount {
        self.not_negative(field, value);
        if value.normalize().scale() > currency.decimals {
            let scale = currency.decimals;
            self.refuse(field, Violation::TooManyDecimals { scale });
            return Amount::ZERO;
        }
        self.exact(field, Amount::try_new(value))
            .unwrap_or_default()
    }

    /// A percentage: 0 to 100.
    pub fn percent(&mut self, field: &str, value: Decimal) -> Percent {
        if value < Decimal::ZERO || value > Decimal::ONE_HUNDRED {
            self.refuse(field, Violation::PercentOutOfRange);
            return Percent::ZERO;
        }
        self.exact(field, Percent::try_new(value))
            .unwrap_or_default()
    }

    /// A quantity: not below zero.
    pub fn quantity(&mut self, field: &str, value: Decimal) -> Quantity {
        self.not_negative(field, value);
        self.exact(field, Quantity::try_new(value))
            .unwrap_or_default()
    }

    /// A quantity above zero.
    pub fn quantity_positive(&mut self, field: &str, value: Decimal) -> Quantity {
        self.positive(field, value);
        self.exact(field, Quantity::try_new(value))
            .unwrap_or_default()
    }

    /// An exchange rate or a conversion factor: above zero.
    pub fn rate(&mut self, field: &str, value: Decimal) -> Rate {
        self.positive(field, value);
        self.exact(field, Rate::try_new(value)).unwrap_or_default()
    }

    /// At most so many decimals: those of a unit or a currency.
    pub fn decimals(&mut self, field: &str, value: Decimal, decimals: i32) {
        let scale = u32::try_from(decimals).unwrap_or_default();
        if value.normalize().scale() > scale {
            self.refuse(field, Violation::TooManyDecimals { scale });
        }
    }

    /// A row that the input names.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn row<E: Partitioned>(
        &mut self,
        scope: &impl Scope,
        field: &str,
        id: impl Into<Value>,
    ) -> Result<Option<E::Model>, Failure>
    where
        E::Model: Send + Sync,
    {
        let row = scope.find::<E>().by_id(id).await?;
        if row.is_none() {
            self.refuse(field, Violation::NotFound);
        }
        Ok(row)
    }

    fn not_negative(&mut self, field: &str, value: Decimal) {
        if value < Decimal::ZERO {
            self.refuse(field, Violation::Negative);
        }
    }

    fn positive(&mut self, field: &str, value: Decimal) {
        if value <= Decimal::ZERO {
            self.refuse(field, Violation::NotPositive);
        }
    }
}
