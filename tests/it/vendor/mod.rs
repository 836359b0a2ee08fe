//! Vendors, as the pattern of all nouns.

mod create;
