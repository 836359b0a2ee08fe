//! The command line: what the program is asked to do, and what it says when it cannot.
//!
//! It stands beside `http` on the top floor. Start at [`run`]; each command is a file.

mod api_key;
pub mod audit;
pub mod backup;
pub mod config;
mod database;
pub mod demo;
pub mod doctor;
pub mod fill;
mod flags;
mod folder;
pub mod health;
pub mod import;
pub mod keys;
mod logs;
mod manual;
pub mod migrate;
pub mod schema;
pub mod serve;
mod tabs;
pub mod tenant;
pub mod token;
mod trouble;

pub use trouble::Trouble;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use crate::config::{Config, ConfigError, Values};

use flags::Flags;

/// The exit code of a command line that cannot be understood.
const USAGE: u8 = 64;

/// Purchase agreements and purchasing for many legal entities, over GraphQL.
#[derive(Parser)]
#[command(name = "avtal", version, after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

const EXAMPLES: &str = "Examples:
  avtal demo                                          look around, with made-up data
  avtal serve --jwt-secret-file avtal.secret          serve avtal.sqlite on 127.0.0.1:8080
  avtal tenant create SE01 --name 'Acme AB' --currency SEK
  avtal token --subject me --legal-entity ID --role buyer
  avtal config init                                   write a file with every setting
  avtal doctor --production                           what is left to do before going live

Each setting is taken from the command line, else from AVTAL_… in the environment, else from
avtal.toml, else from its default.";

#[derive(Subcommand)]
enum Command {
    /// Serve the API
    Serve(Settings),
    /// Bring the database's schema up to date, take steps back, or tell how it stands
    Migrate(migrate::Args),
    /// Make a token that is signed with our own key or the shared secret
    Token(token::Args),
    /// Make, list and remove the keys that our own tokens are signed with
    Keys(keys::Args),
    /// Make, list, renew and revoke the API keys of a legal entity
    ApiKey(api_key::Args),
    /// Print the schema in the schema language
    Schema(schema::Args),
    /// Serve made-up data from a folder of its own
    Demo(demo::Args),
    /// Check the audit trails, tell where they end, remove their oldest part
    Audit(audit::Args),
    /// Copy the database while others work with it, prove a copy, put one back
    Backup(backup::Args),
    /// Create a legal entity, list them, move one to another installation, remove one
    Tenant(tenant::Args),
    /// Write the rows of a file: vendors, items, trade agreements or agreements
    Import(import::Args),
    /// Check the settings, the database and what is in it
    Doctor(doctor::Args),
    /// Show, check or begin the settings
    Config(config::Args),
    /// Ask a running server whether it is ready; exits with 69 if it is not
    Health(health::Args),
    /// Print what completes commands in a shell
    Completions(manual::Completions),
    /// Print the manual page, or write all of them into a folder
    Man(manual::Man),
}

/// The settings, by flags and file.
#[derive(clap::Args)]
pub(super) struct Settings {
    /// The file with settings; or AVTAL_CONFIG [default: avtal.toml]
    #[arg(long, value_name = "FILE", global = true)]
    config: Option<PathBuf>,
    #[command(flatten)]
    flags: Flags,
}

impl Settings {
    fn load(&self) -> Result<Config, Trouble> {
        Ok(crate::config::load(&self.flags.0, self.config.as_deref())?)
    }

    /// What is said of the settings, before it is looked at.
    fn values(&self) -> Result<Values, ConfigError> {
        crate::config::values(&self.flags.0, self.config.as_deref())
    }
}

/// Does what the command line says.
#[must_use]
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are asked for and no mistake.
            let _ = error.print();
            return match error.use_stderr() {
                true => ExitCode::from(USAGE),
                false => ExitCode::SUCCESS,
            };
        }
    };
    let Some(command) = cli.command else {
        let _ = Cli::command().print_help();
        return ExitCode::SUCCESS;
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(command.run()),
        Err(error) => Err(Trouble::machine("no threads can be started", &error)),
    };
    match outcome {
        Ok(code) => code,
        Err(trouble) => {
            let _ = writeln!(std::io::stderr(), "{trouble}");
            ExitCode::from(trouble.code)
        }
    }
}

impl Command {
    async fn run(self) -> Result<ExitCode, Trouble> {
        match self {
            Self::Serve(settings) => serve::run(&settings.load()?).await,
            Self::Migrate(args) => migrate::run(&args).await,
            Self::Token(args) => token::run(&args),
            Self::Keys(args) => keys::run(&args),
            Self::ApiKey(args) => api_key::run(&args).await,
            Self::Schema(args) => schema::run(&args),
            Self::Demo(args) => demo::run(&args).await,
            Self::Audit(args) => audit::run(&args).await,
            Self::Backup(args) => backup::run(&args).await,
            Self::Tenant(args) => tenant::run(&args).await,
            Self::Import(args) => import::run(&args).await,
            Self::Doctor(args) => doctor::command(&args).await,
            Self::Config(args) => config::run(&args).await,
            Self::Health(args) => health::run(&args).await,
            Self::Completions(args) => manual::completions(&args, Cli::command()),
            Self::Man(args) => manual::man(&args, Cli::command()),
        }
    }
}

/// Prints a line; a reader that went away is no reason to stop.
pub(super) fn say(line: impl std::fmt::Display) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// Prints a line for people beside what is printed for a program.
pub(super) fn hint(line: impl std::fmt::Display) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// A word as a shell takes it.
pub(super) fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_makes_sense() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_setting_is_a_flag() {
        for key in crate::config::KEYS {
            let flag = format!("--{}", key.name);
            let cli = Cli::try_parse_from(["avtal", "serve", &flag, "off"]);
            let Ok(Some(Command::Serve(settings))) = cli.map(|cli| cli.command) else {
                panic!("{flag}");
            };
            assert_eq!(
                settings.flags.0.get(key.name).map(String::as_str),
                Some("off")
            );
        }
    }

    #[test]
    fn help_fits_a_hundred_columns() {
        let mut command = Cli::command();
        command.build();
        for command in command.get_subcommands_mut() {
            let help = command.render_long_help().to_string();
            let wide = help.lines().find(|line| line.chars().count() > 100);
            assert_eq!(wide, None, "{}", command.get_name());
        }
    }
}
