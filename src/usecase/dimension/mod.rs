//! Financial dimensions (DIM-1).

pub mod create;
pub mod read;
pub mod update;
