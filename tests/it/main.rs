//! All integration tests, in one binary: `harness` makes what they need, the rest are laws.

#![expect(clippy::expect_used, reason = "a test that cannot go on says why")]

mod harness;

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
