//! Lines of purchase orders: placed, changed, linked, unlinked, given up.

pub mod add;
pub mod cancel_remainder;
pub mod explain;
pub mod link;
pub mod read;
pub mod remove;
pub mod row;
pub mod unlink;
pub mod update;
pub mod wanted;
