//! `avtal config`: what the settings are, whether they are usable, and a file to begin with.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;

use crate::auth::own::private;
use crate::config::{self, DEFAULT_FILE, KEYS};

use super::{Settings, Trouble, audit, logs, say, serve};

const EXAMPLES: &str = "Examples:
  avtal config show --origin          each setting that holds, and where it comes from
  avtal config check                  exits with 78 when the server would not start with them
  avtal config init                   write avtal.toml with every setting, none of them set";

/// What `config` is told.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Subcommand)]
enum What {
    /// Print the settings that hold; secrets are masked
    Show {
        /// Tell where each comes from
        #[arg(long)]
        origin: bool,
    },
    /// Check that a server could start with the settings; the database is not asked
    Check,
    /// Write a file with every setting, none of them set; what is there is not touched
    Init {
        /// Where to
        #[arg(value_name = "FILE", default_value = DEFAULT_FILE)]
        path: PathBuf,
    },
}

/// Shows, checks or begins the settings.
///
/// # Errors
/// When they are not usable, or the file is there already.
pub async fn run(args: &Args) -> Result<ExitCode, Trouble> {
    match &args.what {
        What::Show { origin } => show(&args.settings, *origin)?,
        What::Check => check(&args.settings).await?,
        What::Init { path } => init(path)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn show(settings: &Settings, with_origin: bool) -> Result<(), Trouble> {
    let values = settings.values()?;
    for key in KEYS {
        let Some((value, origin)) = values.get(key.name) else {
            say(format!("# {} is not set", key.name));
            continue;
        };
        let line = format!("{} = {}", key.name, config::masked(key, value));
        match with_origin {
            true => say(format!("{line:<50} # {origin}")),
            false => say(line),
        }
    }
    Ok(())
}

async fn check(settings: &Settings) -> Result<(), Trouble> {
    let config = settings.load()?;
    serve::verifier(&config)?;
    config.refuse_public()?;
    serve::tls(&config)?;
    serve::manifest(&config).await?;
    audit::refuse_unwritable(&config)?;
    logs::filter(&config.log)?;
    config::traces()?;
    say("the settings are usable");
    Ok(())
}

fn init(path: &Path) -> Result<(), Trouble> {
    // Secrets may come to stand in it.
    let written = private(path);
    match written.and_then(|mut file| file.write_all(config::template().as_bytes())) {
        Ok(()) => {
            say(format!("{} is written", path.display()));
            Ok(())
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Err(Trouble::settings(
            "the file is there already",
            format!("{} is not written over", path.display()),
            "name another: avtal config init FILE",
        )),
        Err(error) => Err(Trouble::machine("the file cannot be written", &error)),
    }
}
