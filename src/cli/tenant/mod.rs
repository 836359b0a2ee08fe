//! `avtal tenant`: the legal entities of an installation; one of them made, out, in, and away.

mod create;
mod delete;
mod export;
mod import;

use std::path::PathBuf;
use std::process::ExitCode;

use chrono::{DateTime, Utc};
use clap::Subcommand;
use entity::ids::LegalEntityId;
use serde::{Deserialize, Serialize};

use crate::tenancy::MoveError;

use super::folder::Counted;
use super::{Settings, Trouble, audit, database, say};

const EXAMPLES: &str = "Examples:
  avtal tenant create SE01 --name 'Acme AB' --currency SEK
  avtal tenant list
  avtal tenant export SE01 /move/SE01             a folder of NDJSON, one file a table
  avtal tenant import /move/SE01 --database-url postgres://owner@host/avtal
  avtal tenant delete SE01 --yes SE01             asks for the tables' owner; export it before";

/// What `tenant` is told.
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
    /// Create a legal entity, with the usual number sequences, and tell how to sign in to it
    Create(create::Wanted),
    /// Print the code and the id of every legal entity
    List,
    /// Write all that is of one legal entity into a new folder
    Export {
        /// The legal entity, by code or id
        legal_entity: String,
        /// The folder, which may not be there yet
        folder: PathBuf,
    },
    /// Take a legal entity in that was exported elsewhere, with the same version of the schema
    Import {
        /// The folder of the export
        folder: PathBuf,
    },
    /// Remove a legal entity with all that is of it, and prove that nothing is left
    Delete {
        /// The legal entity, by code or id
        legal_entity: String,
        /// The same once more, since nothing brings it back
        #[arg(long, value_name = "CODE")]
        yes: Option<String>,
    },
}

/// The form of our manifests.
const FORMAT: &str = "avtal-tenant-1";

/// What an export says of itself.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Manifest {
    format: String,
    /// The version of the program that made it.
    program: String,
    made_at: DateTime<Utc>,
    /// The steps of the schema that its rows are of.
    schema: Vec<String>,
    legal_entity: Whose,
    /// Where its audit trail ends; 0 and empty where it has none.
    audit_head: End,
    /// The tables, each a file of this name.
    tables: Vec<Counted>,
    /// Tables whose rows do not go along, and why.
    left_out: Vec<LeftOut>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Whose {
    id: LegalEntityId,
    code: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct End {
    sequence: i64,
    hash: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct LeftOut {
    name: String,
    reason: String,
}

/// The file of a table.
fn file_of(table: &str) -> String {
    format!("{table}.ndjson")
}

/// Does what is asked of legal entities.
///
/// # Errors
/// When the database or a file cannot be used.
pub async fn run(args: &Args) -> Result<ExitCode, Trouble> {
    let config = args.settings.load()?;
    match &args.what {
        What::Create(wanted) => create::run(&config, wanted).await,
        What::List => {
            for (id, code) in audit::chosen(&database::connect(&config).await?, None).await? {
                say(format!("{code}  {id}"));
            }
            Ok(ExitCode::SUCCESS)
        }
        What::Export {
            legal_entity,
            folder,
        } => {
            let db = database::connect(&config).await?;
            let one = audit::one(&db, legal_entity).await?;
            export::run(&db, &config.database_url, one, folder).await
        }
        What::Import { folder } => import::run(&config, folder).await,
        What::Delete { legal_entity, yes } => {
            let one = audit::one(&database::connect(&config).await?, legal_entity).await?;
            delete::run(&config, one, legal_entity, yes.as_deref()).await
        }
    }
}

impl From<MoveError> for Trouble {
    fn from(error: MoveError) -> Self {
        let why = error.to_string();
        let (what, mend) = match error {
            MoveError::Connect(error) => return error.into(),
            MoveError::There => (
                "the legal entity is there already",
                "nothing was imported; see which there are: avtal tenant list",
            ),
            MoveError::Row { .. } => (
                "the export is not usable",
                "nothing was imported; export again, and leave its files as they are",
            ),
            MoveError::Storage(_) => (
                "the legal entity cannot be moved",
                "nothing was changed; connect as the owner of the tables, when nobody writes in it",
            ),
        };
        Self::settings(what, why, mend)
    }
}
