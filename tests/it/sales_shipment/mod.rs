//! Shipments.

mod post;
mod undo;
