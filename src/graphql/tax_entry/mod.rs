//! Tax of posted documents: object, query.

pub mod object;
pub mod query;
