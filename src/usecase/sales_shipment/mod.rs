//! Posted shipments: posting, undoing, reading (ORD-6).

pub mod post;
pub mod read;
pub mod standing;
pub mod undo;
mod write;
