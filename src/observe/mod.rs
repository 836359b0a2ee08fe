//! What is seen of the program while it works: numbers, traces and the log.
//!
//! It stands beside the rooms, as the clock does: each of them says here what happens in it, and
//! none asks here what to do. What clients send comes in as ids, lengths, times and names of closed
//! or bounded sets, and never as text or values of theirs: neither a token nor a document nor what
//! is in either gets out by a scrape, a trace or a line of the log.
//!
//! It knows no HTTP, no GraphQL and no row. What is seen of one request is a [`Seen`], which goes
//! along with it; start there.

pub mod log;
pub mod metrics;
mod names;
mod outage;
mod process;
mod seen;
mod statement;
pub mod trace;
mod written;

pub use metrics::METRICS;
pub use names::is_speakable;
pub use opentelemetry::Context;
pub use opentelemetry::context::FutureExt;
pub use outage::OUTAGES;
pub use process::levels;
pub use seen::{Seen, pseudonym};
pub use statement::statement;
pub use written::{Form, Level};

use tokio::task::JoinHandle;

/// Does something beside the request that it belongs to, and is seen as a part of it.
pub fn spawn<F>(work: F) -> JoinHandle<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    tokio::spawn(work.with_current_context())
}

/// Counts rows that were read for the current request.
pub fn rows(n: usize) {
    if let Some(seen) = Seen::current() {
        seen.add_rows(n);
    }
}

/// Counts an error that is told to a client, by its code.
pub fn error(code: &str) {
    METRICS.error(code);
    if let Some(seen) = Seen::current() {
        seen.add_code(code);
    }
}
