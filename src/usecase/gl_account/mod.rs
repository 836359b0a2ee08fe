//! General ledger accounts.

pub mod read;
pub mod set;
