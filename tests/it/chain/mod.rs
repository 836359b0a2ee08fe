//! Trade between two legal entities of one database (ICO-1 to ICO-6).

pub(crate) mod agreements;
mod crash;
mod differences;
mod invoice;
pub(crate) mod orders;
mod three_legs;
mod walk;
