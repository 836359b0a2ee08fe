//! What clients see of a currency.

use async_graphql::Object;
use entity::currency;

use crate::graphql::scalar::CurrencyCode;

/// A currency of ISO 4217.
#[derive(Clone)]
pub struct Currency {
    row: currency::Model,
}

impl Currency {
    /// A currency's row. It belongs to no legal entity, so it carries no view.
    #[must_use]
    pub fn new(row: currency::Model) -> Self {
        Self { row }
    }
}

/// A currency of ISO 4217.
#[Object]
impl Currency {
    /// Its code in ISO 4217.
    async fn code(&self) -> CurrencyCode {
        CurrencyCode(self.row.code)
    }

    /// Its English name.
    async fn name(&self) -> &str {
        &self.row.name
    }

    /// How many decimals its amounts have.
    async fn decimals(&self) -> i32 {
        self.row.decimals
    }
}
