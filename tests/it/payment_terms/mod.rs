//! Payment terms.

mod set;
