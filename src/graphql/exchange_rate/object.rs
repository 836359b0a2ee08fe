//! What clients see of an exchange rate.

use async_graphql::{ID, Object};
use entity::exchange_rate;

use crate::graphql::id::global;
use crate::graphql::page::connection;
use crate::graphql::scalar::{CurrencyCode, Date, Decimal};
use crate::graphql::view::View;

/// What units of a currency cost in the accounting currency from a day on.
#[derive(Clone)]
pub struct ExchangeRate {
    row: exchange_rate::Model,
    #[expect(
        dead_code,
        reason = "every object carries the view that it was read from"
    )]
    view: View,
}

impl ExchangeRate {
    /// An exchange rate's row, and the view that it was read from.
    #[must_use]
    pub fn new(row: exchange_rate::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// What units of a currency cost in the accounting currency from a day on.
#[Object]
impl ExchangeRate {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// The foreign currency.
    async fn currency(&self) -> CurrencyCode {
        CurrencyCode(self.row.currency)
    }

    /// The first day that the rate holds.
    async fn valid_from(&self) -> Date {
        Date(self.row.valid_from)
    }

    /// Accounting currency per `quotedUnits` units of the foreign currency.
    async fn rate(&self) -> Decimal {
        Decimal::of(self.row.rate)
    }

    /// How many units of the foreign currency the rate is quoted for.
    async fn quoted_units(&self) -> i32 {
        self.row.quoted_units
    }
}

connection! {
    /// A page of exchange rates.
    ExchangeRateConnection, ExchangeRateEdge, ExchangeRate, entity::exchange_rate::Entity
}
