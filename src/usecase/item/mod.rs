//! Items (VEN-4).

pub mod create;
pub mod import;
pub mod posting;
pub mod read;
mod rules;
pub mod update;
