//! Sites.

pub mod create;
pub mod read;
pub mod update;
