//! All integration tests, in one binary: `harness` makes what they need, the rest are laws.

mod harness;

mod floors;
mod migrations;
mod statements;
mod tidy;
mod vendor;
