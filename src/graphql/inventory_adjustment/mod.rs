//! Adjustments of stock: mutation.

pub mod mutation;
