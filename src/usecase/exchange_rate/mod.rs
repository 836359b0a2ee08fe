//! Exchange rates by day.

pub mod read;
pub mod set;
