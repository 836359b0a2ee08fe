//! What was drawn on commitments: fulfillment and ledger.

pub mod entry;
pub mod fulfillment;
