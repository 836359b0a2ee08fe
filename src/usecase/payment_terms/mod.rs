//! Payment terms.

pub mod read;
pub mod set;
