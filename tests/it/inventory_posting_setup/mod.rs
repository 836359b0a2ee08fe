//! The inventory posting setup.

mod set;
