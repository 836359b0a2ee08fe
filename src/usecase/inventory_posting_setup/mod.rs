//! The inventory posting setup.

pub mod read;
pub mod set;
