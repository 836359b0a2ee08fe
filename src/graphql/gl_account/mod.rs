//! General ledger accounts: object, query, mutation.

pub mod balance;
pub mod mutation;
pub mod object;
pub mod query;
