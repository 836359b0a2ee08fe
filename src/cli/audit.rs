//! `avtal audit`: whether the trails are whole, where they end, and cutting their oldest part.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use clap::Subcommand;
use entity::ids::LegalEntityId;
use rustix::fs::Access;
use serde::{Deserialize, Serialize};

use crate::auth::{Caller, Membership, Permission, Role};
use crate::config::Config;
use crate::failure::Failure;
use crate::tenancy::{self, Db, Head, Scope, TenantRead};
use crate::usecase::audit_entry::verify::{Verified, verify};

use super::folder::parent;
use super::{Settings, Trouble, database, say};

/// What `audit` is told.
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Subcommand)]
enum What {
    /// Compute every hash again; exits with 1 if a trail is not whole
    Verify {
        /// Only this legal entity, by code or id
        #[arg(long, value_name = "CODE")]
        legal_entity: Option<String>,
        /// A file with published heads, which the trails have to lead through
        #[arg(long, value_name = "FILE")]
        head: Option<PathBuf>,
    },
    /// Print where each trail ends, in the form of the file with published heads
    Head {
        /// Only this legal entity, by code or id
        #[arg(long, value_name = "CODE")]
        legal_entity: Option<String>,
    },
    /// Remove the oldest entries; asks for the tables' owner
    Prune {
        /// Entries of this day and later stay, as 2026-12-31
        #[arg(long, value_name = "DATE")]
        before: NaiveDate,
        /// Only this legal entity, by code or id
        #[arg(long, value_name = "CODE")]
        legal_entity: Option<String>,
    },
}

/// One line of the file with published heads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    at: DateTime<Utc>,
    legal_entity: LegalEntityId,
    sequence: i64,
    hash: String,
    /// The code of a legal entity that was removed then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    removed: Option<String>,
}

impl Line {
    fn of(at: DateTime<Utc>, legal_entity: LegalEntityId, head: Head) -> Self {
        Self {
            at,
            legal_entity,
            sequence: head.sequence,
            hash: head.hash,
            removed: None,
        }
    }

    fn text(&self) -> String {
        serde_json::json!(self).to_string()
    }
}

/// Does what is asked of the trails.
///
/// # Errors
/// When the database or a file cannot be read.
pub async fn run(args: &Args) -> Result<ExitCode, Trouble> {
    let config = args.settings.load()?;
    let db = database::connect(&config).await?;
    match &args.what {
        What::Verify { legal_entity, head } => {
            let published = match head {
                Some(path) => read(path)?,
                None => Vec::new(),
            };
            let mut well = true;
            for (id, code) in chosen(&db, legal_entity.as_deref()).await? {
                let verified = check(&db, id, &published).await?;
                tell(&code, &verified);
                well &= verified.wrong.is_empty();
            }
            Ok(ExitCode::from(u8::from(!well)))
        }
        What::Head { legal_entity } => {
            for (id, _) in chosen(&db, legal_entity.as_deref()).await? {
                if let Some(head) = check(&db, id, &[]).await?.head {
                    say(Line::of(db.clock().now(), id, head).text());
                }
            }
            Ok(ExitCode::SUCCESS)
        }
        What::Prune {
            before,
            legal_entity,
        } => {
            let before = before.and_time(NaiveTime::MIN).and_utc();
            for (id, code) in chosen(&db, legal_entity.as_deref()).await? {
                let n = tenancy::prune(&config.database_url, id, before).await?;
                say(format!("{code}: {n} entries removed"));
            }
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Says what came of a trail.
pub(super) fn tell(code: &str, verified: &Verified) {
    let end = verified.head.as_ref().map_or(0, |head| head.sequence);
    if verified.wrong.is_empty() {
        let n = verified.entries;
        let cut = match verified.cut {
            0 => String::new(),
            cut => format!(", {cut} before them removed"),
        };
        say(format!("ok    {code}: {n} entries{cut}, the last is {end}"));
    }
    for (sequence, why) in &verified.wrong {
        say(format!("FAIL  {code}: entry {sequence}: {why}"));
    }
}

/// Which legal entities are meant. An id does not have to be visible to the database's user.
///
/// # Errors
/// When the one that is named is not there, or row-level security hides all of them.
pub(super) async fn chosen(
    db: &Db,
    wanted: Option<&str>,
) -> Result<Vec<(LegalEntityId, String)>, Trouble> {
    match wanted {
        Some(wanted) => Ok(vec![one(db, wanted).await?]),
        None => {
            let all = visible(db).await?;
            if all.is_empty() {
                say("note  there is no legal entity; to make one: avtal tenant create");
            }
            Ok(all)
        }
    }
}

/// All legal entities, unless row-level security hides them: that there are none is not known then.
async fn visible(db: &Db) -> Result<Vec<(LegalEntityId, String)>, Trouble> {
    let all = db.legal_entities().await?;
    match all.is_empty() && db.is_bound().await? {
        true => Err(Trouble::hidden()),
        false => Ok(all),
    }
}

async fn check(db: &Db, id: LegalEntityId, published: &[Line]) -> Result<Verified, Trouble> {
    let own = published.iter().filter(|line| line.legal_entity == id);
    let own: Vec<Head> = own
        .map(|line| Head {
            sequence: line.sequence,
            hash: line.hash.clone(),
        })
        .collect();
    through(db, id, &own).await
}

/// The legal entity of a code or an id.
///
/// # Errors
/// When there is none, or row-level security hides the codes.
pub(super) async fn one(db: &Db, wanted: &str) -> Result<(LegalEntityId, String), Trouble> {
    let unknown = || {
        Trouble::settings(
            "the legal entity is not known",
            format!("there is none with the code or the id {wanted}"),
            "see which there are: avtal tenant list",
        )
    };
    let Ok(id) = wanted.parse() else {
        let mut known = visible(db).await?.into_iter();
        return known.find(|(_, code)| code == wanted).ok_or_else(unknown);
    };
    match trail(db, id)?.legal_entity().await {
        Ok(row) => Ok((id, row.code)),
        Err(Failure::Denied(_)) => Err(unknown()),
        Err(failure) => Err(failure.into()),
    }
}

/// Computes a trail again, which has to lead through these heads.
pub(super) async fn through(
    db: &Db,
    id: LegalEntityId,
    heads: &[Head],
) -> Result<Verified, Trouble> {
    Ok(verify(&trail(db, id)?, heads).await?)
}

/// A read of a legal entity, trail and all.
pub(super) fn trail(db: &Db, id: LegalEntityId) -> Result<TenantRead, Trouble> {
    let membership = Membership::of(id, Role::Auditor);
    let caller = Caller::new("audit".to_owned(), vec![membership]);
    let grant = caller.grant(None, Permission::AuditRead);
    let grant = grant.map_err(Failure::from)?;
    Ok(db.read(&grant))
}

fn read(path: &Path) -> Result<Vec<Line>, Trouble> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Trouble::machine("the published heads cannot be read", &error))?;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let lines = lines.map(|line| {
        serde_json::from_str(line).map_err(|error| {
            Trouble::settings(
                "the published heads are not usable",
                format!("{error}: {line}"),
                "give a file that avtal serve or avtal audit head wrote",
            )
        })
    });
    lines.collect()
}

/// How often heads are published.
const EVERY: Duration = Duration::from_secs(60);

/// Publishes where the trails end once a minute, for as long as it is let run.
pub(super) async fn keep_publishing(db: Db, file: Option<PathBuf>) {
    let mut ticks = tokio::time::interval(EVERY);
    loop {
        ticks.tick().await;
        publish(&db, file.as_deref());
    }
}

/// Publishes where the trails end that this process wrote to since the last time: a line each in
/// the log and, if there is one, in a file. Whoever cuts a trail's end does not get at these.
pub(super) fn publish(db: &Db, file: Option<&Path>) {
    let at = db.clock().now();
    let mut lines = String::new();
    let heads = db.take_heads();
    for (id, head) in &heads {
        let line = Line::of(at, *id, head.clone());
        let (sequence, hash) = (line.sequence, &line.hash);
        tracing::info!(legal_entity = %id, sequence, hash, "audit head");
        lines.push_str(&line.text());
        lines.push('\n');
    }
    let Some(file) = file.filter(|_| !lines.is_empty()) else {
        return;
    };
    if let Err(error) = append(file, &lines) {
        tracing::error!(%error, "the file with audit heads cannot be written");
        // They, or what comes after them, are written the next time.
        db.put_back(heads);
    }
}

/// Refuses a file for the ends of trails that could not be written: each of them would be lost.
/// Nothing is made or written.
///
/// # Errors
/// When the settings name one.
pub(super) fn refuse_unwritable(config: &Config) -> Result<(), Trouble> {
    let Some(path) = &config.audit_head_file else {
        return Ok(());
    };
    let opened = match std::fs::OpenOptions::new().append(true).open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let may = Access::WRITE_OK | Access::EXEC_OK;
            rustix::fs::access(parent(path), may).map_err(Into::into)
        }
        opened => opened.map(drop),
    };
    opened.map_err(|error| {
        Trouble::settings(
            "the file for the ends of audit trails cannot be written",
            format!("{}: {error}", path.display()),
            "name a file in a folder that this user may write: --audit-head-file FILE",
        )
    })
}

fn append(file: &Path, lines: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    let mut file = options.create(true).append(true).open(file)?;
    file.write_all(lines.as_bytes())?;
    // It is evidence: a crash of the machine is not to take it.
    file.sync_data()
}

/// Says that a legal entity was removed, when, and where its trail ended: a line on the standard
/// output and, if there is one, in the file with published heads.
pub(super) fn say_removed(
    at: DateTime<Utc>,
    (id, code): (LegalEntityId, &str),
    head: Option<Head>,
    file: Option<&Path>,
) -> Result<(), Trouble> {
    let none = Head {
        sequence: 0,
        hash: String::new(),
    };
    let line = Line {
        removed: Some(code.to_owned()),
        ..Line::of(at, id, head.unwrap_or(none))
    };
    say(line.text());
    match file {
        None => Ok(()),
        Some(file) => append(file, &format!("{}\n", line.text())).map_err(|error| {
            Trouble::machine("the file with published heads cannot be written", &error)
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::tenancy::{Options, migrate};
    use crate::usecase::legal_entity::create::Create;

    #[tokio::test]
    async fn heads_are_published_once_and_the_trail_leads_through_them() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("a.db").display());
        migrate(&url).await.unwrap();
        let options = Options {
            connections_max: 2,
            ..Options::of(&url)
        };
        let db = Db::connect(&options, Clock::system(), None).await.unwrap();
        let id = LegalEntityId(db.clock().id());
        let operator = Membership::of(id, Role::PlatformOperator);
        let operator = Caller::new("operator".to_owned(), vec![operator]);
        let create = Create {
            code: "A".to_owned(),
            name: "A".to_owned(),
            accounting_currency: "EUR".parse().unwrap(),
            release_amount_violation: None,
            agreement_tie_break: None,
            agreement_auto_search: None,
        };
        let grant = operator.found(id).unwrap();
        db.write(&grant, &create).await.unwrap();
        let file = folder.path().join("heads");
        publish(&db, Some(&file));
        publish(&db, Some(&file));
        let lines = read(&file).unwrap();
        assert_eq!(lines.len(), 1);
        assert_eq!(check(&db, id, &lines).await.unwrap().wrong, []);
        let other = Line {
            hash: "0".repeat(64),
            ..lines[0].clone()
        };
        assert_eq!(check(&db, id, &[other]).await.unwrap().wrong.len(), 1);
    }
}
