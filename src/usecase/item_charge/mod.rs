//! Item charges.

pub mod read;
pub mod set;
