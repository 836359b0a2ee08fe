//! Receipts: goods arrive, are sent back, or a receipt is undone (PST-1, PST-8).

mod delivery;
pub mod post;
pub mod read;
pub mod standing;
pub mod undo;
mod write;
