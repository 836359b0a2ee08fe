//! Money.
use entity::codes::CurrencyCode;
/// A currency with its decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Currency {
    /// Its code.
    pub code: CurrencyCode,
    /// Its decimals.
    pub decimals: u32,
}
