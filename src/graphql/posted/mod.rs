//! Posted documents: their lines, what can be done with them, and waiting for them.

pub mod acts;
pub mod filter;
pub mod subscription;
