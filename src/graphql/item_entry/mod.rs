//! Movements of stock: object, query.

pub mod application;
pub mod object;
pub mod query;
pub mod stock;
