//! Sales orders: object, queries, mutations.

pub mod input;
pub mod loaded;
pub mod mutation;
pub mod object;
pub mod query;
