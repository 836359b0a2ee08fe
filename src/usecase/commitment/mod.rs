//! Commitments as facts, and the ledger of what is drawn on them.

pub mod facts;
pub mod post;
pub mod read;
