//! Posting periods.

pub mod read;
pub mod set;
