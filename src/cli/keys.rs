//! `avtal keys`: the key pairs that our own tokens are signed with.

use std::path::Path;
use std::process::ExitCode;

use crate::auth::own::{self, OwnKey};
use crate::clock::Clock;

use super::{Settings, Trouble, say};

/// What `keys` is told.
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    act: Act,
    #[command(flatten)]
    settings: Settings,
}

#[derive(clap::Subcommand)]
enum Act {
    /// Make the first key
    Generate,
    /// Make another key, which signs from now on; the old ones still check
    Rotate,
    /// List the keys, the oldest first
    List,
    /// Remove a key: the tokens that it signed are refused from now on
    Remove {
        /// The key's id, as `list` shows it
        kid: String,
    },
}

/// Does it.
///
/// # Errors
/// When no folder is set, or it cannot be used.
pub fn run(args: &Args) -> Result<ExitCode, Trouble> {
    let config = args.settings.load()?;
    let Some(folder) = &config.keys_dir else {
        return Err(Trouble::settings(
            "there is no place for keys",
            "no folder is set that holds them",
            "name one: --jwt-keys-dir keys, or AVTAL_JWT_KEYS_DIR in the environment",
        ));
    };
    match &args.act {
        Act::Generate if !own::all(folder)?.is_empty() => Err(Trouble::settings(
            "no key was made",
            format!("there are keys in {}", folder.display()),
            "to make another, which signs from now on: avtal keys rotate",
        )),
        Act::Generate | Act::Rotate => made(folder),
        Act::List => {
            let keys = own::all(folder)?;
            let newest = keys.len();
            for (n, key) in (1..).zip(&keys) {
                say(line(key, n == newest));
            }
            Ok(ExitCode::SUCCESS)
        }
        Act::Remove { kid } => {
            own::remove(folder, kid)?;
            say(format!("removed {kid}; servers notice within a minute"));
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn made(folder: &Path) -> Result<ExitCode, Trouble> {
    let key = own::make(folder, Clock::system().now())?;
    say(line(&key, true));
    Ok(ExitCode::SUCCESS)
}

fn line(key: &OwnKey, signs: bool) -> String {
    let made = key.made.format("%Y-%m-%d %H:%M:%S UTC");
    let signs = if signs { "  signs" } else { "" };
    format!("{}  made {made}{signs}", key.kid)
}
