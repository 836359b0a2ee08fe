//! Vendors.

pub mod create;
pub mod import;
pub mod posting;
pub mod read;
pub mod update;
