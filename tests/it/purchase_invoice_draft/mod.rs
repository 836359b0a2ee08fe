//! Drafts of invoices and credit memos.

mod approve;
mod create;
mod delete;
mod update;
