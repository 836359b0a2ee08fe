//! The outermost room: it knows actix, headers and status codes, and nothing of tables or rules.
//!
//! A request meets, in this order: `compress`, `frame` (request id, `watched`), [`endpoint`]
//! (method, type, size, who asks), `asked` (what; `batch` for several in one body), `run` with
//! `documents` (which text a hash or an id means), [`precheck`] (is the document small enough to be
//! looked at by the engine), `cost` and `pressure` (is it its turn), the engine, and `answer` with
//! `status` (which status, which shape). Start at [`server`].

pub mod accept;
mod answer;
mod asked;
mod batch;
mod cells;
mod compress;
mod connections;
mod cost;
mod credentials;
mod documents;
pub mod endpoint;
mod event_stream;
mod events;
mod export;
mod frame;
pub mod health;
mod import;
pub mod intake;
mod late;
pub mod manifest;
pub mod metrics;
pub mod pages;
pub mod precheck;
mod pressure;
mod run;
mod scan;
pub mod server;
mod socket;
mod status;
pub mod tls;
mod variables;
mod watched;
pub mod well_known;
mod who;

pub use pages::{PageToken, Tab};
pub use server::State;

#[cfg(test)]
mod tests;
