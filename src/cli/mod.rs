//! The command line. Start at [`fill`].

pub mod fill;
