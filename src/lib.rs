//! Avtal: purchase agreements and purchasing for many legal entities, over GraphQL.
//!
//! The rooms stand in the order in which a request meets them: [`http`], [`auth`], [`tenancy`],
//! [`graphql`], [`usecase`], [`domain`]. Nothing flows back up: a rule knows no row, a use case
//! knows no GraphQL, nobody but `tenancy` holds a connection. The law of rooms is a test.

// The roots merge one object a noun, each inside the next.
#![recursion_limit = "512"]

pub mod cli;
pub mod clock;
pub mod config;
pub mod failure;
pub mod http;
pub mod observe;

pub mod auth;
pub mod tenancy;

pub mod graphql;
pub mod usecase;

pub mod domain;
