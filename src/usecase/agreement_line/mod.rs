//! Commitments: adding them to an agreement, changing them, taking them away.

pub mod add;
pub mod read;
pub mod remove;
pub mod terms;
pub mod update;
