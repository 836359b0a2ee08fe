//! General ledger accounts.

pub mod balances;
pub mod read;
pub mod set;
