//! What clients see of a price that was found.

use async_graphql::SimpleObject;
use entity::codes::CurrencyCode;

use crate::domain::pricing::Priced;
use crate::graphql::scalar::{Decimal, Money};

/// A price with its discounts and what comes of them.
#[derive(SimpleObject, Clone, Debug)]
pub struct Price {
    /// The price per price unit.
    unit_price: Decimal,
    /// How many units the price is for.
    price_unit: Decimal,
    /// Discount in percent.
    discount_percent: Decimal,
    /// Discount as an amount per price unit.
    discount_amount: Decimal,
    /// The net amount of the line's quantity.
    net_amount: Money,
}

impl Price {
    /// A price that a rule found, in a currency.
    #[must_use]
    pub fn new(priced: &Priced, currency: CurrencyCode) -> Self {
        Self {
            unit_price: Decimal::of(priced.terms.unit_price),
            price_unit: Decimal::of(priced.terms.price_unit),
            discount_percent: Decimal::of(priced.terms.discount_percent),
            discount_amount: Decimal::of(priced.terms.discount_amount),
            net_amount: Money::of(priced.net_amount, currency),
        }
    }
}
