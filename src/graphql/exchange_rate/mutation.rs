//! Writing exchange rates.

use async_graphql::{Context, InputObject, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::page::payload;
use crate::graphql::scalar::{CurrencyCode, Date, Decimal};
use crate::usecase::exchange_rate::set;

use super::object::ExchangeRate;

/// A currency's rate from a day on.
#[derive(InputObject)]
pub struct ExchangeRateSetInput {
    /// The foreign currency; not the accounting currency.
    currency: CurrencyCode,
    /// The first day that the rate holds.
    valid_from: Date,
    /// Accounting currency per `quotedUnits` units of the foreign currency.
    rate: Decimal,
    /// How many units of the foreign currency the rate is quoted for; 1 when left out.
    quoted_units: Option<i32>,
}

payload! {
    /// What came of `exchangeRateSet`.
    ExchangeRateSetPayload,
    /// The rate; none when refused.
    exchange_rate: ExchangeRate, entity::exchange_rate::Model
}

/// Writing exchange rates.
#[derive(Default)]
pub struct ExchangeRateMutation;

/// Writing exchange rates.
#[Object]
impl ExchangeRateMutation {
    /// Sets a currency's exchange rate from a day on, in place of the one of that day, if any.
    async fn exchange_rate_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The rate.")] input: ExchangeRateSetInput,
    ) -> Result<ExchangeRateSetPayload> {
        let ask = set::Set {
            currency: input.currency.0,
            valid_from: input.valid_from.0,
            rate: input.rate.0,
            quoted_units: input.quoted_units,
        };
        Ok(ctx
            .write(Permission::MasterDataWrite, false, ask)
            .await?
            .into())
    }
}
