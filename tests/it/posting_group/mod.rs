//! Posting groups.

mod set;
