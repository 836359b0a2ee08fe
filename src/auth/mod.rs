//! Who may do what, and for which legal entity.
//!
//! A token becomes a [`Caller`]; a caller and a [`Permission`] become a [`Grant`], and only a grant
//! opens a connection. This room knows no request of ours, no GraphQL and no database; it goes out
//! for keys. Start at [`caller`]; a token's way is [`token`], then [`keyring`] (where its key is),
//! then [`mapping`] (what its claims mean here).

pub mod api_key;
pub mod caller;
pub mod fetch;
pub mod jwks;
pub mod keyring;
pub mod limits;
pub mod mapping;
pub mod own;
pub mod permission;
pub mod token;

pub use caller::{Caller, Credential, Denied, Grant, Membership, Origin};
pub use limits::Limits;
pub use permission::{Permission, Role};
