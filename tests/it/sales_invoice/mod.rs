//! Sales invoices.

mod post;
