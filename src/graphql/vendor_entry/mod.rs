//! Entries of the vendor ledger and their applications: objects, queries, mutations.

pub mod application;
pub mod loaders;
pub mod mutation;
pub mod object;
pub mod query;
