//! Movements of stock.

pub mod read;
pub mod stock;
