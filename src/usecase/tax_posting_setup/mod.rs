//! The tax posting setup.

pub mod read;
pub mod set;
