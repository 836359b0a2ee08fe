//! What a legal entity decides about its ledgers.

mod chart;
pub mod install;
pub mod read;
pub mod update;
pub mod write;
