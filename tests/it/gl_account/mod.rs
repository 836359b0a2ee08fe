//! General ledger accounts.

mod set;
