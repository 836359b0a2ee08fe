//! Matching policies and tolerances.

mod set;
