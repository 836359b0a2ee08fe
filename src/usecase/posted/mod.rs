//! Lines of posted receipts and invoices, as far as agreements look at them.

pub mod read;
