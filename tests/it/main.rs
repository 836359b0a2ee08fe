//! All integration tests, in one binary: `harness` makes what they need, the rest are laws.

mod harness;

mod build;
mod catalogue;
mod exact;
mod floors;
mod isolation;
mod migrations;
mod permissions;
mod row_security;
mod schema;
mod statements;
mod tidy;
mod vendor;
