//! Adjustments of stock: what was found or lost.

pub mod post;
