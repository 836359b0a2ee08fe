//! The vendor posting setup.

mod set;
