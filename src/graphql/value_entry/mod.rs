//! Changes of the cost of stock: object, query.

pub mod object;
pub mod query;
