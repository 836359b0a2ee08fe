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
    },
    /// Tell which steps are done; exits with 1 if some are not
    Status,
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
        What::Down { steps } => tenancy::migrate_down(url, Some(steps)).await?,
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
