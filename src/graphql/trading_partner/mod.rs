//! Trading partners: object, queries, mutations.

pub mod mutation;
pub mod object;
pub mod query;
