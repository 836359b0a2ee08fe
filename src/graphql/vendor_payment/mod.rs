//! Payments to vendors: mutation, and what could be paid.

pub mod mutation;
pub mod query;
pub mod suggestion;
