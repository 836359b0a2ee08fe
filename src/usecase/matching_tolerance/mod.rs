//! Matching policies and tolerances of vendors, items and agreements.

pub mod read;
pub mod set;
