//! `avtal doctor`: what is checked, and what came of it.

use std::process::ExitCode;

use entity::ids::LegalEntityId;

use crate::auth::{Caller, Membership, Permission, Role};
use crate::config::{traces, without_password};
use crate::tenancy::Db;
use crate::usecase::doctor;

use super::{Settings, Trouble, audit, database, logs, say, serve};

mod machine;
mod production;

const EXAMPLES: &str = "Examples:
  avtal doctor                        exits with 1 when a check fails
  avtal doctor --production           what is left to do before going live
  avtal doctor --legal-entity ID      as a database user that row-level security binds";

/// What `doctor` is told.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Print what is to be seen to before going live, besides
    #[arg(long)]
    production: bool,
    /// Look into the books of this legal entity alone, by code or id
    #[arg(long, value_name = "CODE")]
    legal_entity: Option<String>,
    #[command(flatten)]
    settings: Settings,
}

/// Checks the settings, then the machine, then the database.
pub(super) async fn command(args: &Args) -> Result<ExitCode, Trouble> {
    let config = args.settings.load()?;
    let mut well = true;
    well &= told(
        "key",
        match serve::verifier(&config) {
            Ok(_) => Ok("tokens can be checked".to_owned()),
            Err(trouble) => Err(trouble.why),
        },
    );
    well &= told(
        "listen",
        match config.refuse_public() {
            Ok(()) => Ok(config.listen.to_string()),
            Err(error) => Err(error.to_string()),
        },
    );
    well &= told(
        "log",
        match logs::filter(&config.log) {
            Ok(_) => Ok(config.log.clone()),
            Err(trouble) => Err(trouble.why),
        },
    );
    well &= told(
        "traces",
        match traces() {
            Ok(None) => Ok("not sent: no OTEL_EXPORTER_OTLP_ENDPOINT is set".to_owned()),
            Ok(Some(to)) => Ok(format!("sent to {}", without_password(&to))),
            Err(error) => Err(error.to_string()),
        },
    );
    if config.tls.is_some() {
        well &= told(
            "certificate",
            match serve::tls(&config) {
                Ok(_) => Ok("goes with its key".to_owned()),
                Err(trouble) => Err(trouble.why),
            },
        );
    }
    if config.documents.reads_manifest() {
        well &= told(
            "documents",
            match serve::manifest(&config).await {
                Ok(manifest) => Ok(format!("{} are trusted", manifest.count())),
                Err(trouble) => Err(trouble.why),
            },
        );
    }
    well &= told("disk", machine::room(&config.database_url));
    if config.audit_head_file.is_some() {
        well &= told(
            "audit-head-file",
            match audit::refuse_unwritable(&config) {
                Ok(()) => Ok("can be written".to_owned()),
                Err(trouble) => Err(trouble.why),
            },
        );
    }
    let db = match database::connect(&config).await {
        Ok(db) => db,
        Err(trouble) => {
            told("database", Err(trouble.why.clone()));
            return Err(trouble);
        }
    };
    let database = run(&db, args.legal_entity.as_deref()).await;
    if args.production {
        production::print(&args.settings.values()?, &config, &db);
    }
    Ok(match well {
        true => database,
        false => ExitCode::FAILURE,
    })
}

/// Checks a database with the books of all legal entities or of one, and prints what came of it;
/// fails if a check did, or if nothing could be looked at.
pub(super) async fn run(db: &Db, legal_entity: Option<&str>) -> ExitCode {
    let mut well = true;
    well &= told(
        "database",
        match db.ping().await {
            Ok(()) => Ok("answers".to_owned()),
            Err(failure) => Err(failure.to_string()),
        },
    );
    well &= told("clock", machine::clock(db).await);
    well &= told("schema", schema(db).await);
    well &= told("row-level security", row_security(db).await);
    match audit::chosen(db, legal_entity).await {
        Ok(all) => {
            for (id, code) in all {
                well &= told(&format!("ledgers of {code}"), ledgers(db, id).await);
            }
        }
        Err(Trouble { why, mend, .. }) => {
            well = told("legal entities", Err(format!("{why}: {mend}")));
        }
    }
    ExitCode::from(u8::from(!well))
}

/// Compares a legal entity's ledgers with its balances, its documents with their fingerprints.
pub(super) async fn ledgers(db: &Db, id: LegalEntityId) -> Result<String, String> {
    let membership = Membership::of(id, Role::Viewer);
    let caller = Caller::new("doctor".to_owned(), vec![membership]);
    let grant = caller
        .grant(None, Permission::Read)
        .map_err(|denied| denied.to_string())?;
    let findings = doctor::run(&db.read(&grant))
        .await
        .map_err(|failure| failure.to_string())?;
    let lines: Vec<String> = findings
        .iter()
        .map(|f| format!("{} of {}: {}", f.check, f.subject, f.text))
        .collect();
    if lines.is_empty() {
        Ok("agree with all balances".to_owned())
    } else {
        Err(lines.join("\n      "))
    }
}

async fn schema(db: &Db) -> Result<String, String> {
    let steps = db
        .schema_steps()
        .await
        .map_err(|failure| failure.to_string())?;
    match steps.pending.len() {
        0 => Ok(format!("up to date, {} steps", steps.applied.len())),
        n => Err(format!("{n} steps behind: avtal migrate up")),
    }
}

async fn row_security(db: &Db) -> Result<String, String> {
    match db
        .unguarded_tables()
        .await
        .map_err(|failure| failure.to_string())?
    {
        None => Ok("SQLite has none; the program alone holds legal entities apart".to_owned()),
        Some(tables) if tables.is_empty() => Ok("guards every legal entity's tables".to_owned()),
        Some(tables) => Err(format!("does not guard {}", tables.join(", "))),
    }
}

/// Prints a check; whether it went well.
pub(super) fn told(check: &str, outcome: Result<String, String>) -> bool {
    match outcome {
        Ok(note) => {
            say(format!("ok    {check}: {note}"));
            true
        }
        Err(reason) => {
            say(format!("FAIL  {check}: {reason}"));
            false
        }
    }
}
