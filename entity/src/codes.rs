//! Codes that people type: currencies and units.

use std::fmt;
use std::str::FromStr;

use sea_orm::{DeriveValueType, TryFromU64};
use serde::{Deserialize, Serialize};

/// An ISO 4217 currency code: three capital letters. That the currency exists is the `currency`
/// table's to say.
#[derive(
    Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, DeriveValueType,
)]
#[sea_orm(value_type = "String")]
#[serde(try_from = "String", into = "String")]
pub struct CurrencyCode([u8; 3]);

/// Text that is not three capital letters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a currency code is three capital letters")]
pub struct NotACurrencyCode;

impl FromStr for CurrencyCode {
    type Err = NotACurrencyCode;
    fn from_str(text: &str) -> Result<Self, NotACurrencyCode> {
        match text.as_bytes() {
            [a, b, c] if [a, b, c].iter().all(|l| l.is_ascii_uppercase()) => Ok(Self([*a, *b, *c])),
            _ => Err(NotACurrencyCode),
        }
    }
}

impl TryFrom<String> for CurrencyCode {
    type Error = NotACurrencyCode;
    fn try_from(text: String) -> Result<Self, NotACurrencyCode> {
        text.parse()
    }
}

impl From<CurrencyCode> for String {
    fn from(code: CurrencyCode) -> Self {
        code.to_string()
    }
}

impl fmt::Display for CurrencyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(str::from_utf8(&self.0).unwrap_or("???"))
    }
}

impl fmt::Debug for CurrencyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl TryFromU64 for CurrencyCode {
    fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
        Err(sea_orm::DbErr::ConvertFromU64("CurrencyCode"))
    }
}

/// A unit of measure's code, such as `PCS` or `BOX`.
#[derive(
    Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize, DeriveValueType,
)]
#[serde(transparent)]
pub struct UnitCode(pub String);

impl fmt::Display for UnitCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFromU64 for UnitCode {
    fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
        Err(sea_orm::DbErr::ConvertFromU64("UnitCode"))
    }
}
