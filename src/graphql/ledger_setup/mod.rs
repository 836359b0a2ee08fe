//! The ledger set-up: object, query, mutations.

pub mod mutation;
pub mod object;
pub mod query;
