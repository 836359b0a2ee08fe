//! `avtal backup`: copies of the whole database, and the proof that one is good.
//!
//! A copy is a folder: the database's file as of one moment, and a manifest that says what is in
//! it. PostgreSQL has tools of its own for that; there the lines are printed that use them.

mod create;
mod postgres;
mod restore;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;

use chrono::{DateTime, Utc};
use clap::Subcommand;
use entity::ids::LegalEntityId;
use serde::{Deserialize, Serialize};

use super::folder::Counted;
use super::{Settings, Trouble};

const EXAMPLES: &str = "Examples:
  avtal backup create /backup/2026-11-27      while the server runs
  avtal backup verify /backup/2026-11-27      exits with 1 when anything is wrong
  avtal backup restore /backup/2026-11-27     where the settings' database is, and none may be there
  avtal backup verify                         the settings' database itself

For PostgreSQL, create and restore print the lines that do it.";

/// What `backup` is told.
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
    /// Copy the database into a new folder while others work with it
    Create {
        /// The folder, which may not be there yet
        folder: PathBuf,
    },
    /// Prove a copy, or without one the database itself; exits with 1 if something is wrong
    Verify {
        /// The folder of a copy
        folder: Option<PathBuf>,
        /// Of the database itself, the books of this legal entity alone, by code or id
        #[arg(long, value_name = "CODE", conflicts_with = "folder")]
        legal_entity: Option<String>,
    },
    /// Put a copy where the settings' database is; refused where there is one
    Restore {
        /// The folder of the copy
        folder: PathBuf,
    },
}

/// The form of our manifests.
const FORMAT: &str = "avtal-backup-1";

/// The database's file in the folder.
const FILE: &str = "avtal.sqlite";

/// What a copy says of itself.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Manifest {
    format: String,
    /// The version of the program that made it.
    program: String,
    made_at: DateTime<Utc>,
    bytes: u64,
    sha256: String,
    /// The steps of the schema that were done.
    schema: Vec<String>,
    /// What is in it; none where its schema is not that of the program that made it.
    content: Option<Content>,
}

/// What is in a copy.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Content {
    tables: Vec<Counted>,
    legal_entities: Vec<Ended>,
}

/// A legal entity and where its audit trail ends.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Ended {
    id: LegalEntityId,
    code: String,
    sequence: i64,
    hash: String,
}

/// Makes, proves or puts back a copy.
///
/// # Errors
/// When the database or a file cannot be used.
pub async fn run(args: &Args) -> Result<ExitCode, Trouble> {
    let config = args.settings.load()?;
    match &args.what {
        What::Create { folder } => create::run(&config, folder).await,
        What::Verify {
            folder: Some(folder),
            ..
        } => verify::folder(folder).await,
        What::Verify {
            folder: None,
            legal_entity,
        } => verify::database(&config, legal_entity.as_deref()).await,
        What::Restore { folder } => restore::run(&config, folder).await,
    }
}
