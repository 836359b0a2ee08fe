//! Posted invoices and credit memos: objects, queries, mutations.

pub mod line;
pub mod mutation;
pub mod object;
pub mod query;
