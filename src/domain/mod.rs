//! The rules: what may be agreed, ordered, released and confirmed. Values in, values out; no
//! clock, no made id, no row, no float, nothing to wait for.

pub mod allocation;
pub mod amount_limit;
pub mod category;
pub mod chain;
pub mod commitment;
pub mod costing;
#[cfg(test)]
mod fixtures;
pub mod fulfillment;
pub mod giving_back;
pub mod invoice_amounts;
pub mod invoice_matching;
pub mod matching;
pub mod money;
pub mod order_line;
pub mod payment_proposal;
pub mod payment_terms;
pub mod pricing;
pub mod release;
pub mod settlement;
pub mod version;
pub mod violation;
pub mod voucher;
