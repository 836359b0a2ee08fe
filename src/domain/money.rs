//! Money: prices, discounts and rounding (AGR-4).
//!
//! Everything is computed in [`Decimal`] with checked steps, multiplied before it is divided, and
//! rounded once, half away from zero. What does not fit its column is [`Violation::OutOfRange`].

use entity::codes::CurrencyCode;
use entity::exact::{Amount, Inexact, Percent, Price, Quantity};
use rust_decimal::{Decimal, RoundingStrategy};

use super::violation::{Refusal, Violation};

#[cfg(test)]
mod tests;

/// A currency and the decimals that its amounts are rounded to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Currency {
    /// Its ISO 4217 code.
    pub code: CurrencyCode,
    /// Decimals of its amounts, 0 to 4.
    pub decimals: u32,
}

/// What is paid for a unit: the four fields that a quantity commitment governs (AGR-3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PriceTerms {
    /// The price per `price_unit` units.
    pub unit_price: Price,
    /// How many units the price and the discount amount are for.
    pub price_unit: Quantity,
    /// Discount in percent, taken after the discount amount.
    pub discount_percent: Percent,
    /// Discount as an amount per `price_unit` units, taken first.
    pub discount_amount: Price,
}

impl PriceTerms {
    /// The price, and how many units it is for.
    #[must_use]
    pub fn price(&self) -> (Price, Quantity) {
        (self.unit_price, self.price_unit)
    }

    /// The discounts: in percent, and as an amount.
    #[must_use]
    pub fn discount(&self) -> (Percent, Price) {
        (self.discount_percent, self.discount_amount)
    }

    /// Everything that is wrong with the terms, each under its input field (AGR-4): no negatives,
    /// a price unit above zero, 0 to 100 percent, no discount amount above the price.
    #[must_use]
    pub fn check(&self) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        if self.unit_price < Price::ZERO {
            refusals.push(Refusal::of("unitPrice", Violation::Negative));
        }
        if self.price_unit <= Quantity::ZERO {
            refusals.push(Refusal::of("priceUnit", Violation::NotPositive));
        }
        refusals.extend(check_percent(self.discount_percent));
        if self.discount_amount < Price::ZERO {
            refusals.push(Refusal::of("discountAmount", Violation::Negative));
        } else if self.discount_amount > self.unit_price.max(Price::ZERO) {
            refusals.push(Refusal::of("discountAmount", Violation::DiscountAbovePrice));
        }
        refusals
    }
}

/// A price of zero for one unit.
impl Default for PriceTerms {
    fn default() -> Self {
        Self {
            unit_price: Price::ZERO,
            price_unit: one(),
            discount_percent: Percent::ZERO,
            discount_amount: Price::ZERO,
        }
    }
}

/// One unit.
#[must_use]
pub fn one() -> Quantity {
    Quantity::from_steps(10_i64.pow(Quantity::SCALE))
}

/// The refusal of a discount percent outside 0 to 100, under `discountPercent`.
#[must_use]
pub fn check_percent(percent: Percent) -> Option<Refusal> {
    let inside = (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(&percent.decimal());
    (!inside).then(|| Refusal::of("discountPercent", Violation::PercentOutOfRange))
}

/// The net amount of a quantity (AGR-4): `quantity × (price − discount amount) / price unit ×
/// (1 − percent / 100)`, rounded to the currency's decimals.
///
/// # Errors
/// `NotPositive` for a price unit of zero or less, `OutOfRange` beyond what an amount holds.
pub fn net_amount(
    quantity: Quantity,
    terms: &PriceTerms,
    currency: Currency,
) -> Result<Amount, Violation> {
    if terms.price_unit <= Quantity::ZERO {
        return Err(Violation::NotPositive);
    }
    let price = terms
        .unit_price
        .decimal()
        .checked_sub(terms.discount_amount.decimal());
    let factor = Decimal::ONE_HUNDRED.checked_sub(terms.discount_percent.decimal());
    let divisor = terms.price_unit.decimal().checked_mul(Decimal::ONE_HUNDRED);
    let net = price
        .and_then(|price| price.checked_mul(quantity.decimal()))
        .and_then(|gross| gross.checked_mul(factor?))
        .and_then(|gross| gross.checked_div(divisor?));
    to_amount(net, currency.decimals)
}

/// The part of an amount that falls to a part of a quantity, rounded to the currency's decimals;
/// zero of a whole that is zero (AGR-12).
///
/// # Errors
/// `OutOfRange` beyond what an amount holds.
pub fn share(
    total: Amount,
    part: Quantity,
    whole: Quantity,
    currency: Currency,
) -> Result<Amount, Violation> {
    if whole.is_zero() {
        return Ok(Amount::ZERO);
    }
    let product = total.decimal().checked_mul(part.decimal());
    to_amount(
        product.and_then(|p| p.checked_div(whole.decimal())),
        currency.decimals,
    )
}

/// The part of an amount that falls to the stretch of a quantity from `begin` to `end`: the share
/// up to the end less the share up to the beginning, so that stretches sum to the whole (PST-4).
///
/// # Errors
/// `OutOfRange` beyond what an amount holds.
pub fn share_between(
    total: Amount,
    begin: Quantity,
    end: Quantity,
    whole: Quantity,
    currency: Currency,
) -> Result<Amount, Violation> {
    share(total, end, whole, currency)?
        .checked_sub(share(total, begin, whole, currency)?)
        .ok_or_else(|| beyond(Amount::MAX.decimal()))
}

/// An amount at an exchange rate, rounded to the new currency's decimals (AGR-1).
///
/// # Errors
/// `OutOfRange` beyond what an amount holds.
pub fn convert_amount(
    amount: Amount,
    rate: impl Into<Decimal>,
    currency: Currency,
) -> Result<Amount, Violation> {
    to_amount(amount.decimal().checked_mul(rate.into()), currency.decimals)
}

/// A price at an exchange rate, rounded to `decimals` (at most [`Price::SCALE`], which keeps small
/// prices from vanishing) (AGR-1).
///
/// # Errors
/// `OutOfRange` beyond what a price holds.
pub fn convert_price(
    price: Price,
    rate: impl Into<Decimal>,
    decimals: u32,
) -> Result<Price, Violation> {
    to_price(price.decimal().checked_mul(rate.into()), decimals)
}

/// Refuses an amount with more decimals than its currency has.
///
/// # Errors
/// `TooManyDecimals` with the currency's.
pub fn scale_fits(amount: Amount, currency: Currency) -> Result<(), Violation> {
    if amount.decimal().scale() > currency.decimals {
        return Err(Violation::TooManyDecimals {
            scale: currency.decimals,
        });
    }
    Ok(())
}

/// Rounds half away from zero, which for positive numbers is half up.
#[must_use]
pub fn round(value: Decimal, decimals: u32) -> Decimal {
    value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
}

/// A computed number as an amount; nothing stands for an overflow on the way.
pub(super) fn to_amount(value: Option<Decimal>, decimals: u32) -> Result<Amount, Violation> {
    let value = value.ok_or_else(|| beyond(Amount::MAX.decimal()))?;
    Amount::try_from(round(value, decimals.min(Amount::SCALE))).map_err(Violation::from)
}

/// A computed number as a price; nothing stands for an overflow on the way.
pub(super) fn to_price(value: Option<Decimal>, decimals: u32) -> Result<Price, Violation> {
    let value = value.ok_or_else(|| beyond(Price::MAX.decimal()))?;
    Price::try_from(round(value, decimals.min(Price::SCALE))).map_err(Violation::from)
}

/// A computed number as a quantity, rounded to six decimals; nothing stands for an overflow.
///
/// # Errors
/// `OutOfRange` beyond what a quantity holds.
pub fn to_quantity(value: Option<Decimal>) -> Result<Quantity, Violation> {
    let value = value.ok_or_else(|| beyond(Quantity::MAX.decimal()))?;
    Quantity::try_from(round(value, Quantity::SCALE)).map_err(Violation::from)
}

/// The refusal of an amount beyond what a column holds.
#[must_use]
pub fn beyond_amount() -> Violation {
    beyond(Amount::MAX.decimal())
}

pub(super) fn beyond(limit: Decimal) -> Violation {
    Violation::OutOfRange { limit }
}

impl From<Inexact> for Violation {
    fn from(inexact: Inexact) -> Self {
        match inexact {
            Inexact::Scale { scale } => Self::TooManyDecimals { scale },
            Inexact::Range { limit } => Self::OutOfRange { limit },
        }
    }
}
