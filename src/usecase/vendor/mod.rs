//! Vendors.

pub mod create;
pub mod posting;
pub mod read;
pub mod update;
