//! Tokens that are good no longer: object, mutation.

pub mod mutation;
pub mod object;
