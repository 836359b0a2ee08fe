//! `avtal migrate`.

use std::process::ExitCode;

use clap::Subcommand;

use crate::tenancy;

use super::{Settings, Trouble, say};

/// What `migrate` is told.
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: Option<What>,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Subcommand, Clone, Copy)]
enum What {
    /// Do all steps that are not done yet; this is also what `migrate` alone does
    Up,
    /// Take steps back, and the data in them
    Down {
        /// How many
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
        steps: u32,
        /// Do it: what is in their tables is gone for good
        #[arg(long)]
        yes: bool,
    },
    /// Tell which steps are done; exits with 1 if some are not
    Status,
}

/// Says which steps would be taken back; refuses nothing where there are none.
async fn refuse(url: &str, steps: u32) -> Result<(), Trouble> {
    let applied = tenancy::schema_steps(url).await?.applied;
    let n = usize::try_from(steps).unwrap_or(usize::MAX);
    let back: Vec<String> = applied.into_iter().rev().take(n).collect();
    match back.is_empty() {
        true => Ok(()),
        false => Err(Trouble::settings(
            "nothing was taken back",
            format!(
                "what is in the tables of {} would be gone for good",
                back.join(", ")
            ),
            format!(
                "avtal backup create FOLDER, then: avtal migrate down --steps {} --yes",
                back.len()
            ),
        )),
    }
}

/// Changes the schema, or tells how it stands.
///
/// # Errors
/// When the database refuses.
pub async fn run(args: &Args) -> Result<ExitCode, Trouble> {
    let config = args.settings.load()?;
    let url = &config.database_url;
    match args.what.unwrap_or(What::Up) {
        What::Up => tenancy::migrate(url).await?,
        What::Down { steps, yes } => {
            if !yes {
                refuse(url, steps).await?;
            }
            tenancy::migrate_down(url, Some(steps)).await?;
        }
        What::Status => {}
    }
    let steps = tenancy::schema_steps(url).await?;
    for name in &steps.applied {
        say(format!("done     {name}"));
    }
    for name in &steps.pending {
        say(format!("not yet  {name}"));
    }
    let behind = matches!(args.what, Some(What::Status)) && !steps.pending.is_empty();
    Ok(ExitCode::from(u8::from(behind)))
}
