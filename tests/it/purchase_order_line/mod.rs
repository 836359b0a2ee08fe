//! Lines of purchase orders and their links to commitments.

mod add;
mod cancel_remainder;
mod explain;
mod link;
mod remove;
mod unlink;
mod update;
