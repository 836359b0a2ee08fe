//! API keys.

pub mod create;
pub mod read;
pub mod revoke;
pub mod rotate;
pub mod sign_in;
