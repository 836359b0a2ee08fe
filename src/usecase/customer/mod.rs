//! Customers.

pub mod create;
pub mod read;
mod rules;
pub mod update;
