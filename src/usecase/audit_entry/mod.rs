//! Entries of the audit trail. They are only read: transactions write them.

pub mod read;
pub mod verify;
