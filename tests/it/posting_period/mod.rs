//! Posting periods.

mod set;
