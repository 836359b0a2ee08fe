//! A violation in its place, and what a broken link would come to.

use entity::codes::CurrencyCode;
use entity::exact::{Amount, Percent, Price, Quantity};
use rust_decimal::Decimal;

use super::Violation;

/// A refusal and the place in the input that it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Path of the input field, from the outside in; empty for the whole input.
    pub field: Vec<String>,
    /// Which element of the list that the path passes through.
    pub element: Option<usize>,
    /// What is wrong.
    pub violation: Violation,
}

impl Refusal {
    /// A refusal of one input field.
    #[must_use]
    pub fn of(field: &str, violation: Violation) -> Self {
        let field = field
            .split('.')
            .filter(|f| !f.is_empty())
            .map(str::to_owned)
            .collect();
        Self {
            field,
            element: None,
            violation,
        }
    }

    /// The same refusal, within an element of a list field.
    #[must_use]
    pub fn within(mut self, list: &str, element: usize) -> Self {
        self.field.insert(0, list.to_owned());
        self.element = Some(element);
        self
    }
}

/// What an order line would look like after losing its link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkOutcome {
    /// The price per price unit.
    pub unit_price: Price,
    /// How many units the price is for.
    pub price_unit: Quantity,
    /// Discount in percent.
    pub discount_percent: Percent,
    /// Discount as an amount per price unit.
    pub discount_amount: Price,
    /// The line's net amount.
    pub net_amount: Amount,
    /// The currency of the amounts.
    pub currency: CurrencyCode,
    /// What would remain of the commitment, in its quantity or its amount.
    pub remaining: Decimal,
}
