//! Entries of the audit trail: object, query.

pub mod object;
pub mod query;
