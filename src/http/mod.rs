//! The outermost room: it knows actix, headers and status codes, and nothing of tables or rules.
//!
//! A request meets, in this order: `frame` (request id, log line), [`endpoint`] (method, type,
//! size, who asks), [`precheck`] (is the document small enough to be looked at by the engine), the
//! engine, and `answer` (which status, which shape). Start at [`server`].

pub mod accept;
mod answer;
mod asked;
mod credentials;
pub mod endpoint;
mod frame;
pub mod health;
pub mod pages;
pub mod precheck;
mod scan;
pub mod server;
mod variables;
pub mod well_known;
mod who;

pub use pages::{PageToken, Tab};
pub use server::{Limits, State};

#[cfg(test)]
mod tests;
