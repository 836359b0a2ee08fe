//! Purchase orders: made with or without an agreement, changed, confirmed, cancelled.

pub mod cancel;
pub mod confirm;
pub mod create;
pub mod facts;
pub mod firm;
pub mod post;
pub mod read;
mod snapshot;
pub mod update;
pub mod write;
