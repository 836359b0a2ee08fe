//! Number sequences: where document numbers come from.

pub mod draw;
