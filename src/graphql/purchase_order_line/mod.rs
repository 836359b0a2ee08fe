//! Order lines: object, queries, mutations.

pub mod input;
pub mod mutation;
pub mod object;
pub mod query;
