//! Lines of sales orders.

pub mod read;
pub mod update;
pub mod wanted;
