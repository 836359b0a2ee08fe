//! Legal entities: founding one, and what it decides for itself.

pub mod create;
pub mod itself;
pub mod update;
