//! `avtal schema`.

use std::io::Write;
use std::process::ExitCode;

use crate::graphql::{federation, schema};

use super::Trouble;

/// Which schema is printed.
#[derive(clap::Args)]
pub struct Args {
    /// As a subgraph of a federated graph, with its keys
    #[arg(long)]
    federation: bool,
}

/// Prints the schema.
///
/// # Errors
/// When nobody takes it.
pub fn run(args: &Args) -> Result<ExitCode, Trouble> {
    let sdl = match args.federation {
        true => federation::sdl(),
        false => schema::sdl(),
    };
    let printed = std::io::stdout().write_all(sdl.as_bytes());
    printed.map_err(|error| Trouble::machine("the schema cannot be printed", &error))?;
    Ok(ExitCode::SUCCESS)
}
