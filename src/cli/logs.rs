//! The log: text for people at a terminal, a JSON object a line for everything else.

use std::io::{IsTerminal, stderr};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::observe::log::{Format, Log, catch_panics};

use super::Trouble;

/// Begins to log, to standard error. Where no format is told, a terminal decides.
///
/// # Errors
/// When the filter is none.
pub(super) fn begin(filter: &str, format: Option<Format>) -> Result<(), Trouble> {
    let filter = self::filter(filter)?;
    let format = format.unwrap_or(match stderr().is_terminal() {
        true => Format::Text,
        false => Format::Json,
    });
    let log = tracing_subscriber::registry()
        .with(filter)
        .with(Log::new(format));
    // Only the first call of a process has an effect.
    if log.try_init().is_ok() {
        catch_panics();
    }
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
