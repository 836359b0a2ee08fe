//! Scalars that lose nothing: decimals as text, days, instants, currency codes (S-01 … S-05).

use async_graphql::{InputValueError, InputValueResult, Number, Scalar, ScalarType, Value};
use chrono::{NaiveDate, Utc};
use entity::codes;

/// An exact decimal number. Text out; in, text such as "12.50", or a number of at most 15 digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal(pub rust_decimal::Decimal);

impl Decimal {
    /// Anything that knows its exact decimal value.
    pub fn of(value: impl Into<rust_decimal::Decimal>) -> Self {
        Self(value.into())
    }
}

/// Digits that a JSON number carries through any client unharmed.
const SAFE_DIGITS: usize = 15;

/// An exact decimal number. Text out; in, text such as "12.50", or a number of at most 15 digits.
#[Scalar(
    name = "Decimal",
    specified_by_url = "https://the-guild.dev/graphql/scalars/docs/scalars/big-decimal"
)]
impl ScalarType for Decimal {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(text) => decimal(&text),
            Value::Number(number) => decimal_of_number(&number),
            other => Err(InputValueError::expected_type(other)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

fn decimal(text: &str) -> InputValueResult<Decimal> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !plain(whole) || !plain(fraction) {
        return Err(InputValueError::custom(
            "a decimal is written as in \"-12.50\"",
        ));
    }
    rust_decimal::Decimal::from_str_exact(text)
        .map(Decimal)
        .map_err(|_reason| InputValueError::custom("the number has too many digits"))
}

fn decimal_of_number(number: &Number) -> InputValueResult<Decimal> {
    let text = number.to_string();
    if text.bytes().filter(u8::is_ascii_digit).count() > SAFE_DIGITS {
        return Err(InputValueError::custom(
            "a number of more than 15 digits has to be written as text",
        ));
    }
    decimal(&text)
}

/// A whole number of up to 64 bits. Text out; in, text or a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BigInt(pub i64);

/// A whole number of up to 64 bits. Text out; in, text or a number.
#[Scalar(
    name = "BigInt",
    specified_by_url = "https://the-guild.dev/graphql/scalars/docs/scalars/big-int"
)]
impl ScalarType for BigInt {
    fn parse(value: Value) -> InputValueResult<Self> {
        let text = match value {
            Value::String(text) => text,
            Value::Number(number) => number.to_string(),
            other => return Err(InputValueError::expected_type(other)),
        };
        let refusal = || InputValueError::custom("a whole number is written as in \"1200\"");
        text.parse().map(Self).map_err(|_reason| refusal())
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// A day, such as "2026-12-31".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date(pub NaiveDate);

/// A day, such as "2026-12-31".
#[Scalar(
    name = "Date",
    specified_by_url = "https://the-guild.dev/graphql/scalars/docs/scalars/date"
)]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = value else {
            return Err(InputValueError::expected_type(value));
        };
        // chrono also reads "2026-1-1" and "+12026-01-01".
        let formed = text.len() == 10 && text.bytes().next().is_some_and(|b| b.is_ascii_digit());
        formed
            .then(|| NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok())
            .flatten()
            .filter(|day| chrono::Datelike::year(day) >= 1)
            .map(Self)
            .ok_or_else(|| InputValueError::custom("a day is written as in \"2026-12-31\""))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.format("%Y-%m-%d").to_string())
    }
}

/// An instant in RFC 3339, such as "2026-12-31T23:59:59Z". Any offset in, UTC out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateTime(pub chrono::DateTime<Utc>);

/// An instant in RFC 3339, such as "2026-12-31T23:59:59Z". Any offset in, UTC out.
#[Scalar(
    name = "DateTime",
    specified_by_url = "https://the-guild.dev/graphql/scalars/docs/scalars/date-time"
)]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = value else {
            return Err(InputValueError::expected_type(value));
        };
        // A leap second is no instant that the databases could keep.
        if text.get(17..19) == Some("60") {
            return Err(InputValueError::custom("leap seconds are not taken"));
        }
        chrono::DateTime::parse_from_rfc3339(&text)
            .map(|instant| Self(instant.with_timezone(&Utc)))
            .map_err(|_reason| InputValueError::custom("an instant is written as in RFC 3339"))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true))
    }
}

/// An ISO 4217 currency code: three capital letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CurrencyCode(pub codes::CurrencyCode);

/// An ISO 4217 currency code: three capital letters.
#[Scalar(
    name = "CurrencyCode",
    specified_by_url = "https://the-guild.dev/graphql/scalars/docs/scalars/currency"
)]
impl ScalarType for CurrencyCode {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = value else {
            return Err(InputValueError::expected_type(value));
        };
        text.parse()
            .map(Self)
            .map_err(|_reason| InputValueError::custom("a currency code is three capital letters"))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// Money: an exact amount and its currency.
#[derive(async_graphql::SimpleObject, Clone, Copy, Debug)]
pub struct Money {
    /// The amount.
    pub amount: Decimal,
    /// The currency of the amount.
    pub currency: CurrencyCode,
}

impl Money {
    /// An exact amount in a currency.
    pub fn of(amount: impl Into<rust_decimal::Decimal>, currency: codes::CurrencyCode) -> Self {
        Self {
            amount: money(amount, currency),
            currency: CurrencyCode(currency),
        }
    }
}

/// An amount with at least the decimals that its currency has: people read 12.50, not 12.5.
pub fn money(amount: impl Into<rust_decimal::Decimal>, currency: codes::CurrencyCode) -> Decimal {
    let mut amount = amount.into().normalize();
    let decimals = iso_currency::Currency::from_code(&currency.to_string())
        .and_then(iso_currency::Currency::exponent)
        .map_or(0, u32::from);
    if amount.scale() < decimals {
        amount.rescale(decimals);
    }
    Decimal(amount)
}
