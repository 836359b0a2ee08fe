//! Entries of the vendor ledger: what stands between us and our vendors (PAY-4).

pub mod apply;
mod discounts;
pub mod read;
pub mod unapply;
pub mod update;
