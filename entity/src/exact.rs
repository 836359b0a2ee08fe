//! Exact numbers: a whole number of smallest steps in a 64-bit column, on both databases.
//!
//! SQLite has no decimal type and a `NUMERIC` column turns into a double there; an integer is exact
//! in rows, in sums and in comparisons. Each kind has one fixed scale. What does not fit (too many
//! decimals, too large) is refused on the way in, never rounded and never wrapped.

use std::fmt;

use rust_decimal::Decimal;
use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};

/// A number that its kind cannot hold exactly.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Inexact {
    /// More decimals than the kind stores.
    #[error("at most {scale} decimals are allowed")]
    Scale {
        /// Decimals that the kind stores.
        scale: u32,
    },
    /// Outside what a column may hold.
    #[error("the number may not go beyond {limit}")]
    Range {
        /// The largest magnitude that is accepted.
        limit: Decimal,
    },
}

/// Largest magnitude of any exact number that is taken in: twelve digits before the point. Sums
/// of such numbers still fit the column.
pub const INPUT_LIMIT: i64 = 999_999_999_999;

macro_rules! exact {
    ($($(#[$doc:meta])* $name:ident, $scale:literal, $column:literal;)*) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
            DeriveValueType,
        )]
        #[serde(try_from = "Decimal", into = "Decimal")]
        #[sea_orm(column_type = $column)]
        pub struct $name(i64);

        impl $name {
            /// Decimals that are stored.
            pub const SCALE: u32 = $scale;
            /// Nothing.
            pub const ZERO: Self = Self(0);
            /// The largest magnitude that the column holds.
            pub const MAX: Self = Self(i64::MAX);

            /// Takes a number from outside.
            ///
            /// # Errors
            /// When it has more decimals than [`Self::SCALE`] or more than twelve digits before
            /// the point.
            pub fn try_new(value: Decimal) -> Result<Self, Inexact> {
                let limit = Decimal::from(INPUT_LIMIT);
                if value.trunc().abs() > limit {
                    return Err(Inexact::Range { limit });
                }
                Self::try_from(value)
            }

            /// The number as a decimal, without trailing zeros.
            #[must_use]
            pub fn decimal(self) -> Decimal {
                Decimal::new(self.0, Self::SCALE).normalize()
            }

            /// The stored whole number of smallest steps.
            #[must_use]
            pub fn steps(self) -> i64 {
                self.0
            }

            /// From a stored whole number of smallest steps.
            #[must_use]
            pub fn from_steps(steps: i64) -> Self {
                Self(steps)
            }

            /// Sum, or nothing when it does not fit the column.
            #[must_use]
            pub fn checked_add(self, other: Self) -> Option<Self> {
                self.0.checked_add(other.0).map(Self)
            }

            /// Difference, or nothing when it does not fit the column.
            #[must_use]
            pub fn checked_sub(self, other: Self) -> Option<Self> {
                self.0.checked_sub(other.0).map(Self)
            }

            /// Whether the number is zero.
            #[must_use]
            pub fn is_zero(self) -> bool {
                self.0 == 0
            }
        }

        impl TryFrom<Decimal> for $name {
            type Error = Inexact;
            fn try_from(value: Decimal) -> Result<Self, Inexact> {
                let value = value.normalize();
                if value.scale() > Self::SCALE {
                    return Err(Inexact::Scale { scale: Self::SCALE });
                }
                let limit = Decimal::new(i64::MAX, Self::SCALE);
                let factor = Decimal::from(10_i64.pow(Self::SCALE));
                value
                    .checked_mul(factor)
                    .and_then(|steps| i64::try_from(steps).ok())
                    .map(Self)
                    .ok_or(Inexact::Range { limit })
            }
        }

        impl From<$name> for Decimal {
            fn from(value: $name) -> Self {
                value.decimal()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.decimal().fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.decimal().fmt(f)
            }
        }
    )*};
}

exact! {
    /// An amount of money in the currency that stands beside it; four decimals.
    Amount, 4, "Decimal(Some((19, 4)))";
    /// A price or a discount per price unit; six decimals.
    Price, 6, "Decimal(Some((19, 6)))";
    /// A quantity in the unit that stands beside it; six decimals.
    Quantity, 6, "Decimal(Some((19, 6)))";
    /// A percentage, 0 to 100; six decimals.
    Percent, 6, "Decimal(Some((19, 6)))";
    /// An exchange rate or a conversion factor; nine decimals.
    Rate, 9, "Decimal(Some((19, 9)))";
}
