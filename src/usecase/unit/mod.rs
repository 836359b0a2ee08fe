//! Units.

pub mod read;
