//! All integration tests, in one binary: `harness` makes what they need, the rest are laws.

mod harness;

mod catalogue;
mod floors;
mod migrations;
mod row_security;
mod statements;
mod tidy;
mod vendor;
