//! Posted invoices and credit memos (PST-1, PST-3), and what corrects them (COR-1).

pub mod cancel;
pub mod correct;
pub mod given_back;
pub mod post;
pub mod read;
pub mod standing;

mod accounts;
mod cancelled;
mod document;
mod goods;
mod ledgers;
mod sources;
mod terms;
