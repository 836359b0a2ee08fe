//! Lines of sales orders.

pub mod add;
pub mod explain;
pub mod link;
pub mod read;
pub mod row;
pub mod unlink;
pub mod update;
pub mod wanted;
