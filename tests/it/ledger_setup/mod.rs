//! The ledger set-up.

mod install;
