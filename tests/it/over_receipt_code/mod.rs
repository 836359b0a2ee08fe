//! Over-receipt codes.

mod set;
