//! Lines of posted receipts and invoices.

pub mod filter;
pub mod subscription;
