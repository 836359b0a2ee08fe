//! Tax of posted documents.

pub mod read;
