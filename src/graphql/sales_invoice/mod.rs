//! Sales invoices: objects, mutations.

pub mod mutation;
pub mod object;
