//! Over-receipt codes.

pub mod read;
pub mod set;
