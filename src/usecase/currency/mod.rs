//! Currencies.

pub mod read;
