//! Tokens that are good no longer.

mod revoke;
