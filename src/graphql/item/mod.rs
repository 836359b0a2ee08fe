//! Items (VEN-4): object, queries, mutations.

pub mod mutation;
pub mod object;
pub mod posting;
pub mod query;
