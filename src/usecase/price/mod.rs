//! What prices are found in: units, the price list, the items' own prices.

pub mod facts;
pub mod places;
pub mod units;
