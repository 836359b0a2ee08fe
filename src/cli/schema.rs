//! `avtal schema`.

use std::io::Write;
use std::process::ExitCode;

use crate::graphql::schema::sdl;

use super::Trouble;

/// Prints the schema.
///
/// # Errors
/// When nobody takes it.
pub fn run() -> Result<ExitCode, Trouble> {
    let printed = std::io::stdout().write_all(sdl().as_bytes());
    printed.map_err(|error| Trouble::machine("the schema cannot be printed", &error))?;
    Ok(ExitCode::SUCCESS)
}
