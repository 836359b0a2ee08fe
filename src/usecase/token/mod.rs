//! Tokens that are good no longer.

pub mod read;
pub mod revoke;
