//! The tree of procurement categories.

pub mod create;
pub mod read;
pub mod update;
