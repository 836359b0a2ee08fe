//! The ledger set-up.

mod install;
mod update;
