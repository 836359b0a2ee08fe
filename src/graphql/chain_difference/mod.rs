//! What orders of trade between two legal entities say differently: object, query.

pub mod object;
pub mod query;
