//! Sales lines: object, mutations.

pub mod mutation;
pub mod object;
