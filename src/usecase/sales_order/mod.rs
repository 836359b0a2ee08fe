//! Sales orders, as far as buying for a sale needs them (ORD-6, ORD-7).

mod available;
pub mod cancel;
pub mod create;
pub mod drop_ship;
pub mod facts;
pub mod purchase;
pub mod read;
pub mod write;
