//! Classifications of agreements (AGR-2).

pub mod create;
pub mod delete;
pub mod names;
pub mod read;
mod rules;
pub mod update;
