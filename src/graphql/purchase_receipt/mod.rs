//! Receipts: object, line, query, mutations.

pub mod line;
pub mod mutation;
pub mod object;
pub mod query;
