//! Invoices and credit memos being written (ORD-8, PST-7): drafts that can be edited, previewed,
//! approved and posted. A posted draft is gone; `purchase_invoice` is what remains.

pub mod amounts;
pub mod approve;
pub mod create;
pub mod delete;
pub mod facts;
pub mod header;
pub mod matching;
pub mod preview;
pub mod read;
pub mod sale;
pub mod update;
pub mod wanted;
