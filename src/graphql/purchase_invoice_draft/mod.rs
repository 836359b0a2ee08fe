//! Invoices and credit memos being written: objects, queries, mutations.

pub mod amounts;
pub mod input;
pub mod mutation;
pub mod object;
pub mod query;
