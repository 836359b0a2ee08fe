//! Entries of the general ledger: object, query.

pub mod object;
pub mod query;
