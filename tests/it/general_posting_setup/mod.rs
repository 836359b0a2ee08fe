//! The general posting setup.

mod set;
