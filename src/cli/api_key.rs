//! `avtal api-key`: the acts of `apiKeyCreate`, `apiKeyRotate` and `apiKeyRevoke`, where programs
//! are set up and nobody signs in. The secret goes to the standard output, and nothing else does.

use std::io::Write;
use std::process::ExitCode;

use clap::Subcommand;
use entity::api_key::Model;
use entity::ids::{ApiKeyId, LegalEntityId};

use crate::auth::api_key::{Secret, prefix};
use crate::auth::{Caller, Grant, Membership, Origin, Permission, Role};
use crate::failure::Failure;
use crate::graphql::id::{NodeId, parts};
use crate::tenancy::{Db, PageAsk};
use crate::usecase::api_key::create::{Create, DAYS_MAX, Made};
use crate::usecase::api_key::read;
use crate::usecase::api_key::revoke::Revoke;
use crate::usecase::api_key::rotate::{OVERLAP_HOURS_MAX, Rotate};

use super::token::{Reach, role, roles_help, time};
use super::{Settings, Trouble, audit, database, hint, say};

const EXAMPLES: &str = "Examples:
  umask 077; avtal api-key create --legal-entity SE01 --name nightly --role buyer > nightly.key
  avtal api-key list --legal-entity SE01
  umask 077; avtal api-key rotate ID --legal-entity SE01 --overlap 48h > nightly.new
  avtal api-key revoke ID --legal-entity SE01           servers refuse it within a minute

The key is shown this once: it alone goes to the standard output, all else to the standard error.";

/// How instants are shown.
const INSTANT: &str = "%Y-%m-%d %H:%M UTC";

/// How many keys are read at once.
const PAGE: u32 = 100;

/// What `api-key` is told.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Subcommand)]
enum What {
    /// Make a key and print it, this once
    Create(Wanted),
    /// List the keys, those that are over too, in the order of their making
    List {
        #[command(flatten)]
        of: Of,
    },
    /// Make a key anew and print the new one; the old one ends a while later
    Rotate {
        /// The key's id, as `list` shows it
        #[arg(value_parser = key)]
        id: ApiKeyId,
        #[command(flatten)]
        of: Of,
        /// How long both are good, in whole hours up to 168
        #[arg(long, value_name = "TIME", default_value = "24h", value_parser = hours)]
        overlap: i32,
    },
    /// End a key: servers refuse it within a minute
    Revoke {
        /// The key's id, as `list` shows it
        #[arg(value_parser = key)]
        id: ApiKeyId,
        #[command(flatten)]
        of: Of,
    },
}

/// Whose keys are meant.
#[derive(clap::Args)]
struct Of {
    /// The legal entity, by code or id
    #[arg(long, value_name = "CODE")]
    legal_entity: String,
}

/// The key that is wanted.
#[derive(clap::Args)]
struct Wanted {
    #[command(flatten)]
    of: Of,
    /// What it is for
    #[arg(long)]
    name: String,
    #[arg(
        long, value_name = "ROLE", required = true, value_parser = role,
        help = roles_help("What it may do there")
    )]
    role: Vec<Role>,
    #[command(flatten)]
    reach: Reach,
    /// How long it is good for, in whole days up to 366
    #[arg(long, value_name = "TIME", default_value = "90d", value_parser = days)]
    expires: i32,
}

/// Makes, lists or ends keys.
///
/// # Errors
/// When the database cannot be used, the rules refuse, or a key cannot be printed.
pub(super) async fn run(args: &Args) -> Result<ExitCode, Trouble> {
    let of = match &args.what {
        What::Create(wanted) => &wanted.of,
        What::List { of } | What::Rotate { of, .. } | What::Revoke { of, .. } => of,
    };
    let db = database::connect(&args.settings.load()?).await?;
    let whose = audit::one(&db, &of.legal_entity).await?;
    match &args.what {
        What::Create(wanted) => create(&db, &whose, wanted).await?,
        What::List { .. } => list(&db, whose.0).await?,
        What::Rotate { id, overlap, .. } => rotate(&db, &whose, *id, *overlap).await?,
        What::Revoke { id, .. } => revoke(&db, whose.0, *id).await?,
    }
    Ok(ExitCode::SUCCESS)
}

/// A legal entity, with its code.
type Whose = (LegalEntityId, String);

async fn create(db: &Db, whose: &Whose, wanted: &Wanted) -> Result<(), Trouble> {
    let secret = secret()?;
    let ask = Create {
        name: wanted.name.clone(),
        roles: wanted.role.clone(),
        limits: wanted.reach.limits(),
        days: wanted.expires,
        secret_hash: secret.hash(),
    };
    let made = db.write(&grant(whose.0, "apiKeyCreate", None)?, &ask).await;
    let Made { row, .. } = made.map_err(|failure| {
        let mend = "give a name, roles, and limits as in --vendor-group DOMESTIC --site S1";
        Trouble::refused("no API key was made", failure, mend)
    })?;
    show(&secret, &row)?;
    hint(format!("Made {} of {}: {}", row.name, whose.1, row.id));
    hint(format!("  {}", standing(db, &row)));
    Ok(())
}

async fn rotate(db: &Db, whose: &Whose, id: ApiKeyId, overlap: i32) -> Result<(), Trouble> {
    let secret = secret()?;
    let ask = Rotate {
        id,
        overlap_hours: overlap,
        secret_hash: secret.hash(),
    };
    let grant = grant(whose.0, "apiKeyRotate", Some(id))?;
    let made = db.write(&grant, &ask).await;
    let Made { row, .. } = made.map_err(|failure| {
        let mend = "see which there are and how they stand: avtal api-key list";
        Trouble::refused("the API key was not made anew", failure, mend)
    })?;
    show(&secret, &row)?;
    hint(format!("Made {} of {} anew: {}", row.name, whose.1, row.id));
    hint(format!("  {}", standing(db, &row)));
    hint(format!(
        "  the old one, {id}, ends in {overlap}h at the latest"
    ));
    Ok(())
}

async fn revoke(db: &Db, of: LegalEntityId, id: ApiKeyId) -> Result<(), Trouble> {
    let revoked = db
        .write(&grant(of, "apiKeyRevoke", Some(id))?, &Revoke { id })
        .await;
    let row = revoked.map_err(|failure| {
        let mend = "see which there are: avtal api-key list";
        Trouble::refused("no API key was revoked", failure, mend)
    })?;
    say(format!(
        "revoked {}, {id}; servers refuse it within a minute",
        row.name
    ));
    Ok(())
}

/// Prints a line for each key, all of one moment; the name comes last, since it may have spaces.
async fn list(db: &Db, of: LegalEntityId) -> Result<(), Trouble> {
    let scope = db.read(&grant(of, "apiKeys", None)?);
    let mut ask = PageAsk {
        size: PAGE,
        backwards: false,
        after: None,
        before: None,
    };
    loop {
        let mut page = read::page(&scope, &read::order(), &ask).await?;
        page.rows.iter().for_each(|row| say(line(db, row)));
        ask.after = page.positions.pop().filter(|_| page.has_next);
        if ask.after.is_none() {
            return Ok(());
        }
    }
}

fn line(db: &Db, row: &Model) -> String {
    let used = match row.last_used_at {
        Some(at) => format!("last used {}", at.format(INSTANT)),
        None => "never used".to_owned(),
    };
    let limits = match &row.limits {
        Some(limits) => format!("  limited to {limits}"),
        None => String::new(),
    };
    format!(
        "{}  {}…  {}{limits}  {}  {used}  {}",
        row.id,
        prefix(row.id),
        row.roles,
        standing(db, row),
        row.name
    )
}

/// Until when a key is good, or since when it is not.
fn standing(db: &Db, row: &Model) -> String {
    let end = row.expires_at.format(INSTANT);
    match row.revoked_at {
        Some(at) => format!("revoked {}", at.format(INSTANT)),
        None if row.expires_at <= db.clock().now() => format!("ended {end}"),
        None => format!("good until {end}"),
    }
}

fn secret() -> Result<Secret, Trouble> {
    Secret::make().map_err(|error| {
        let error = std::io::Error::other(error.to_string());
        Trouble::machine("no secret can be made", &error)
    })
}

/// Prints a key. What cannot be printed is lost: the key is there, and nobody has its secret.
fn show(secret: &Secret, row: &Model) -> Result<(), Trouble> {
    let mut out = std::io::stdout();
    let shown = writeln!(out, "{}", secret.key(row.id, row.legal_entity_id));
    shown.and_then(|()| out.flush()).map_err(|error| Trouble {
        mend: format!(
            "make another, and end this one, whose secret nobody has: avtal api-key revoke {} \
             --legal-entity {}",
            row.id, row.legal_entity_id
        ),
        ..Trouble::machine("the API key was made and cannot be printed", &error)
    })
}

/// The program itself may do all that there is, so it may hand on all of it. The trail knows the
/// operation, and the key that it was about, as it does where somebody signed in.
fn grant(of: LegalEntityId, operation: &str, about: Option<ApiKeyId>) -> Result<Grant, Failure> {
    let all = Membership {
        roles: vec![Role::Admin, Role::PlatformOperator],
        ..Membership::of(of, Role::Admin)
    };
    let caller = Caller::new("api-key".to_owned(), vec![all]);
    let grant = caller.grant(None, Permission::ApiKeyManage)?;
    Ok(grant.asked_by(Origin {
        operation: Some(operation.to_owned()),
        object: about.map(|id| format!("{}:{id}", ApiKeyId::TYPE)),
        ..Origin::default()
    }))
}

/// A key's id, or its id as the API gives it.
fn key(text: &str) -> Result<ApiKeyId, String> {
    match (text.parse(), parts(&text.into())) {
        (Ok(id), _) => Ok(id),
        (_, Some((name, id))) if name == ApiKeyId::TYPE => Ok(id.into()),
        _ => Err("give the id that avtal api-key list prints, or the API for an ApiKey".to_owned()),
    }
}

fn days(text: &str) -> Result<i32, String> {
    whole(text, 24, 1..=DAYS_MAX).ok_or_else(|| format!("write it as in 90d, 1d to {DAYS_MAX}d"))
}

fn hours(text: &str) -> Result<i32, String> {
    whole(text, 1, 0..=OVERLAP_HOURS_MAX)
        .ok_or_else(|| format!("write it as in 24h, 0h to {OVERLAP_HOURS_MAX}h"))
}

/// How many times so many hours a time is, where it is so without a rest and within bounds.
fn whole(text: &str, hours: i64, bounds: std::ops::RangeInclusive<i32>) -> Option<i32> {
    let seconds = time(text)?.num_seconds();
    let unit = hours * 3_600;
    let times = i32::try_from(seconds / unit).ok()?;
    (seconds % unit == 0 && bounds.contains(&times)).then_some(times)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graphql::id::global;
    use entity::ids::VendorId;

    #[test]
    fn lives_and_overlaps_are_whole_and_bounded() {
        assert_eq!(days("90d"), Ok(90));
        assert_eq!(days("48h"), Ok(2));
        assert_eq!(hours("2d"), Ok(48));
        assert_eq!(hours("0h"), Ok(0));
        for wrong in ["", "0d", "367d", "25h", "-1d", "90", "99999999999999d"] {
            assert!(days(wrong).is_err(), "{wrong}");
        }
        for wrong in ["169h", "90m", "-1h", "8d"] {
            assert!(hours(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_key_is_named_by_either_of_its_ids() {
        let id = "019ab3c4-0000-7000-8000-000000000001";
        let uuid: ApiKeyId = id.parse().unwrap();
        assert_eq!(key(id), Ok(uuid));
        assert_eq!(key(&global(uuid).0), Ok(uuid));
        assert!(key(&global(VendorId(uuid.0)).0).is_err());
        assert!(key("nightly").is_err());
    }
}
