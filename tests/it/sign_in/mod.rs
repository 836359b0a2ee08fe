//! Signing in: which tokens are believed, whose keys, and what they mean here.

mod corpus;
mod issuers;
mod local_issuer;
mod own_keys;
mod presets;
pub(crate) mod rig;
