//! The log: text for people at a terminal, a JSON object a line for everything else.

use std::io::{IsTerminal, stderr};

use tracing_subscriber::EnvFilter;

use super::Trouble;

/// Begins to log, to standard error.
///
/// # Errors
/// When the filter is none.
pub(super) fn begin(filter: &str) -> Result<(), Trouble> {
    let filter = self::filter(filter)?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(stderr);
    // Only the first call of a process has an effect.
    let _ = match stderr().is_terminal() {
        true => log.try_init(),
        false => log
            .json()
            .flatten_event(true)
            .with_span_list(false)
            .with_ansi(false)
            .try_init(),
    };
    // With the id of the request that it is in; and a line, as everything else.
    std::panic::set_hook(Box::new(|panic| tracing::error!(%panic, "a panic")));
    Ok(())
}

/// What is logged and what is not.
///
/// # Errors
/// When it is no filter.
pub(super) fn filter(text: &str) -> Result<EnvFilter, Trouble> {
    EnvFilter::try_new(text).map_err(|error| {
        let mend = "write error, warn, info, debug, or as in: info,avtal::http=debug";
        Trouble::settings("the log's filter is none", error.to_string(), mend)
    })
}
