//! Number sequences: where document numbers come from.

pub mod create;
pub mod draw;
pub mod read;
mod rules;
pub mod update;
