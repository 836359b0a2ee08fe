//! Units of items: object, mutations. They are read through their items.

pub mod mutation;
pub mod object;
