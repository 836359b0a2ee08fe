//! Order lines and commitments: what was drawn, how lines are linked, and what they cost then.

pub mod entry;
pub mod fulfillment;
pub mod link;
pub mod price;
