//! Agreements: made, changed, put into force, confirmed, ordered from.

pub mod activate;
pub mod close;
pub mod confirm;
pub mod create;
pub mod currency_change;
pub mod delete;
pub mod hold;
pub mod import;
pub mod read;
pub mod release;
mod snapshot;
mod status;
pub mod twin_create;
pub mod update;
