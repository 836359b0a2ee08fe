//! Values of financial dimensions.

pub mod create;
pub mod read;
pub mod update;
