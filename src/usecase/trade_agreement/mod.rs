//! Trade agreements: the price list.

pub mod create;
pub mod import;
pub mod read;
pub mod remove;
mod rules;
pub mod update;
