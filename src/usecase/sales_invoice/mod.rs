//! Posted sales invoices.

pub mod post;
pub mod read;
mod write;
