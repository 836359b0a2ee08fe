//! What every posting stands on: set-up, periods, vouchers, vendor entries and stock.
//!
//! A posting asks [`setup`] which accounts, [`period`] whether the day is open, [`stock`] what it
//! costs, and writes one [`voucher`]. Nothing here knows a document.

pub mod groups;
pub mod period;
pub mod rate;
pub mod settle;
pub mod setup;
pub mod stock;
pub mod vendor;
pub mod voucher;
