//! Commitments as facts, and the ledger of what is drawn on them.

pub mod around;
pub mod explain;
pub mod facts;
pub mod held;
pub mod post;
pub mod read;
