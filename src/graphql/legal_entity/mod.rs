//! Legal entities: object, query, mutations, and the door for founding one.

mod found;
pub mod mutation;
pub mod object;
pub mod query;
