//! Commitments.

mod add;
mod remove;
mod update;
