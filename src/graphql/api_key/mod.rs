//! API keys: object, query, mutation.

pub mod mutation;
pub mod object;
pub mod query;
