//! `avtal completions` and `avtal man`: made from the command line itself.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Command;
use clap_complete::Shell;

use super::Trouble;

const NAME: &str = "avtal";

const EXAMPLES: &str = "Examples:
  avtal completions bash > /usr/share/bash-completion/completions/avtal
  avtal completions zsh > \"${fpath[1]}/_avtal\"
  avtal completions fish > ~/.config/fish/completions/avtal.fish";

/// What `completions` is told.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Completions {
    /// For which shell
    #[arg(value_parser = clap::value_parser!(Shell))]
    shell: Shell,
}

/// What `man` is told.
#[derive(clap::Args)]
pub(super) struct Man {
    /// Write a page for each command into this folder
    #[arg(long, value_name = "FOLDER")]
    dir: Option<PathBuf>,
}

/// Prints what completes commands.
pub(super) fn completions(args: &Completions, mut command: Command) -> Result<ExitCode, Trouble> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut command, NAME, &mut text);
    print(&text)
}

/// Prints the manual page, or writes all of them.
pub(super) fn man(args: &Man, command: Command) -> Result<ExitCode, Trouble> {
    let cannot = |error| Trouble::machine("the manual cannot be written", &error);
    match &args.dir {
        Some(dir) => {
            std::fs::create_dir_all(dir).map_err(cannot)?;
            clap_mangen::generate_to(command, dir).map_err(cannot)?;
            Ok(ExitCode::SUCCESS)
        }
        None => {
            let mut text = Vec::new();
            clap_mangen::Man::new(command)
                .render(&mut text)
                .map_err(cannot)?;
            print(&text)
        }
    }
}

fn print(text: &[u8]) -> Result<ExitCode, Trouble> {
    let printed = std::io::stdout().write_all(text);
    printed.map_err(|error| Trouble::machine("it cannot be printed", &error))?;
    Ok(ExitCode::SUCCESS)
}
