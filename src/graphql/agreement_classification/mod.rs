//! Classifications of agreements (AGR-2): object, queries, mutations.

pub mod mutation;
pub mod name;
pub mod object;
pub mod query;
