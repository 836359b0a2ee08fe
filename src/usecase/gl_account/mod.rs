//! General ledger accounts.

pub mod balances;
mod control;
pub mod read;
pub mod set;
