//! Return orders: made here, read as purchase orders.

pub mod mutation;
