//! Exchange rates.

mod set;
