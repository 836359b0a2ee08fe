//! The customer posting setup.

pub mod read;
pub mod set;
