//! Vouchers of the general ledger: object, query.

pub mod document;
pub mod object;
pub mod query;
