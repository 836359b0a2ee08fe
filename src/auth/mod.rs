//! Who may do what, and for which legal entity.
//!
//! A token becomes a [`Caller`]; a caller and a [`Permission`] become a [`Grant`], and only a grant
//! opens a connection. This room knows no HTTP, no GraphQL and no database. Start at [`caller`].

pub mod caller;
pub mod permission;
pub mod token;

pub use caller::{Caller, Credential, Denied, Grant, Membership, Origin};
pub use permission::{Permission, Role};
