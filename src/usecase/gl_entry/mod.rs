//! Entries of the general ledger.

pub mod read;
