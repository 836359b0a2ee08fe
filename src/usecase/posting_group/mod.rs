//! Posting groups.

pub mod read;
pub mod set;
