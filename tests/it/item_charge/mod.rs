//! Item charges.

mod set;
