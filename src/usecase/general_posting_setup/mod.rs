//! The general posting setup.

pub mod read;
pub mod set;
