//! Vouchers of the general ledger.

pub mod read;
