//! The vendor posting setup.

pub mod read;
pub mod set;
