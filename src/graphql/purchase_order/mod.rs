//! Purchase orders: object, versions, queries, mutations.

pub mod mutation;
pub mod object;
pub mod query;
pub mod subscription;
pub mod version;
