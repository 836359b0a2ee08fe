//! Changes of the cost of stock.

pub mod read;
