//! The customer posting setup.

mod set;
