//! Units of items, besides their base units.

pub mod add;
pub mod remove;
