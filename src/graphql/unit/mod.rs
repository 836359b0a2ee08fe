//! Units: object, query.

pub mod object;
pub mod query;
