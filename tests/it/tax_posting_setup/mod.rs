//! The tax posting setup.

mod set;
