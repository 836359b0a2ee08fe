//! Return orders.

mod create;
