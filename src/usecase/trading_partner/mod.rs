//! Legal entities of the same database that ours trades with (ICO-1, ICO-2).

pub mod create;
pub mod read;
mod rules;
pub mod update;
