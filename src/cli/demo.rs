//! `avtal demo`: a folder with made-up data and a server that hands out its tokens.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::TimeDelta;

use crate::auth::own::private;
use crate::auth::token::Issuer;
use crate::auth::{Membership, Role};
use crate::clock::Clock;
use crate::config::{self, Config, ConfigError, SigningKey};
use crate::http::{PageToken, State};
use crate::tenancy::{self, Db};

use super::fill::{self, Founded};
use super::token::Maker;
use super::trouble::TRY_AGAIN;
use super::{Trouble, logs, say, serve, tabs};

/// What `demo` is told.
#[derive(clap::Args)]
pub struct Args {
    /// The folder that holds it
    #[arg(long, value_name = "FOLDER", default_value = "avtal-demo")]
    dir: PathBuf,
    /// Where to listen
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: String,
    /// Listen to other machines too: whoever reaches this server gets its tokens
    #[arg(long)]
    behind_proxy: bool,
}

const DATABASE: &str = "avtal.sqlite";
const SECRET: &str = "avtal.secret";
const FOUNDED: &str = "legal-entities.json";
/// The first in the folder, and gone when the database is filled: where it is, the filling was
/// broken off or goes on.
const FILLING: &str = "filling";

/// Serves the demo, made first if it is not there or is not whole.
///
/// # Errors
/// When the folder cannot be used, or the server cannot start.
pub async fn run(args: &Args) -> Result<ExitCode, Trouble> {
    // Before anything is put into the folder, so that it is known whose it is.
    let filling = Filling::begin(&args.dir)?;
    let config = settings(args)?;
    logs::begin("warn", None)?;
    config.refuse_public()?;
    let listener = serve::listen(&config)?;
    let verifier = serve::verifier(&config)?;
    tenancy::migrate(&config.database_url).await?;
    let founded = match filling {
        None => read(&args.dir)?,
        Some(filling) => fill(&config, &args.dir, filling).await?,
    };
    let clock = Clock::system();
    let db = Db::connect(&serve::options(&config), clock.clone(), None).await?;
    let tokens = tokens(&config, &clock, &founded)?;
    tell(&config, &listener, &founded, &tokens);
    let page_tokens = tokens
        .into_iter()
        .flat_map(|token| token.for_page(&founded));
    let state = State::new(db, verifier)
        .with_limits(config.limits)
        .tells_metrics(config.metrics)
        .with_demo(tabs::all(), page_tokens.collect());
    serve::serve(listener, state).await?;
    Ok(ExitCode::SUCCESS)
}

/// The demo's settings: nothing outside its folder is read.
fn settings(args: &Args) -> Result<Config, Trouble> {
    let database = args.dir.join(DATABASE);
    let text = |value: &str| value.to_owned();
    let flags = std::collections::BTreeMap::from([
        ("database-url", format!("sqlite://{}", database.display())),
        ("listen", args.listen.clone()),
        (
            "behind-proxy",
            text(if args.behind_proxy { "on" } else { "off" }),
        ),
        ("graphiql", text("on")),
        ("metrics", text("on")),
    ]);
    let values = config::Values::merge(&flags, |_name| None, None)?;
    let mut config = Config::read(&values)?;
    config.key = Some(SigningKey::Shared(secret(&args.dir.join(SECRET))?));
    Ok(config)
}

/// The demo's secret, made at random where there is none.
fn secret(path: &Path) -> Result<Vec<u8>, Trouble> {
    match std::fs::read(path) {
        Ok(secret) => return Ok(secret.trim_ascii_end().to_vec()),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(Trouble::machine("the demo's secret cannot be read", &error)),
    }
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| {
        let error = std::io::Error::other(error.to_string());
        Trouble::machine("no secret can be made", &error)
    })?;
    let secret = hex::encode(bytes);
    let written = private(path).and_then(|mut file| file.write_all(secret.as_bytes()));
    written.map_err(|error| Trouble::machine("the demo's secret cannot be kept", &error))?;
    Ok(secret.into_bytes())
}

fn read(dir: &Path) -> Result<Vec<Founded>, Trouble> {
    let path = dir.join(FOUNDED);
    let text = std::fs::read(&path).map_err(|error| ConfigError::File {
        path: path.display().to_string(),
        reason: error.to_string(),
    })?;
    serde_json::from_slice(&text).map_err(|error| {
        let mend = format!("remove the folder {} and start again", dir.display());
        Trouble::settings("the demo's folder is damaged", error.to_string(), mend)
    })
}

/// A folder that is being filled, by nobody else meanwhile.
struct Filling {
    mark: PathBuf,
    /// Locked; the system lets it go however the program ends.
    _held: File,
}

impl Filling {
    /// Begins to fill a folder; nothing where a whole demo is in it. What a filling that was broken
    /// off has left is removed. A folder with anything else in it is not ours, and not touched.
    fn begin(dir: &Path) -> Result<Option<Self>, Trouble> {
        let cannot = |error| Trouble::machine("the demo's folder cannot be made", &error);
        let mark = dir.join(FILLING);
        if !mark.exists() {
            if dir.join(DATABASE).exists() && dir.join(FOUNDED).exists() {
                return Ok(None);
            }
            std::fs::create_dir_all(dir).map_err(cannot)?;
            if std::fs::read_dir(dir).map_err(cannot)?.next().is_some() {
                return Err(not_ours(dir));
            }
        }
        let mut options = OpenOptions::new();
        let held = options.write(true).create(true).truncate(false).open(&mark);
        let held = held.map_err(cannot)?;
        match held.try_lock() {
            // Whoever had it may have finished just now.
            Ok(()) if mark.exists() => {}
            Ok(()) | Err(TryLockError::WouldBlock) => return Err(busy(dir)),
            Err(TryLockError::Error(error)) => return Err(cannot(error)),
        }
        for name in [DATABASE, "avtal.sqlite-wal", "avtal.sqlite-shm", FOUNDED] {
            match std::fs::remove_file(dir.join(name)) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(cannot(error)),
                _ => {}
            }
        }
        Ok(Some(Self { mark, _held: held }))
    }

    /// Says that the folder is filled.
    fn finish(self) -> Result<(), Trouble> {
        std::fs::remove_file(&self.mark)
            .map_err(|error| Trouble::machine("the demo's folder cannot be written", &error))
    }
}

fn not_ours(dir: &Path) -> Trouble {
    Trouble::settings(
        "the folder is not the demo's",
        format!(
            "{} has something in it that is no whole demo; nothing was touched",
            dir.display()
        ),
        "name a folder that is empty or not there yet: avtal demo --dir FOLDER",
    )
}

fn busy(dir: &Path) -> Trouble {
    Trouble {
        what: "the demo is being filled already".to_owned(),
        why: format!("another program is filling {}", dir.display()),
        mend: "wait until it is done, or name another folder: avtal demo --dir FOLDER".to_owned(),
        code: TRY_AGAIN,
    }
}

/// Fills the database under a clock that runs through the year before today.
async fn fill(config: &Config, dir: &Path, filling: Filling) -> Result<Vec<Founded>, Trouble> {
    say("Filling the demo …");
    let clock = Clock::fixed(Clock::system().now());
    let db = Db::connect(&serve::options(config), clock.clone(), None).await?;
    let filled = fill::run(&db, &clock, &|progress| say(format!("  {progress}"))).await?;
    say(format!(
        "Made {} agreements and {} orders.",
        filled.agreements, filled.orders
    ));
    let text = serde_json::json!(filled.legal_entities).to_string();
    std::fs::write(dir.join(FOUNDED), text)
        .map_err(|error| Trouble::machine("the demo's folder cannot be written", &error))?;
    filling.finish()?;
    Ok(filled.legal_entities)
}

/// A demo token, good in every legal entity of the demo.
struct DemoToken {
    label: &'static str,
    token: String,
}

impl DemoToken {
    /// The token once for each legal entity, which the page names in the header.
    fn for_page(self, founded: &[Founded]) -> Vec<PageToken> {
        let of = |founded: &Founded| PageToken {
            label: format!("{}, {}", self.label, founded.code),
            token: self.token.clone(),
            legal_entity: Some(founded.code.clone()),
        };
        founded.iter().map(of).collect()
    }
}

fn label(role: Role) -> &'static str {
    match role {
        Role::Viewer => "Viewer",
        Role::Requester => "Requester",
        Role::Buyer => "Buyer",
        Role::PurchasingManager => "Purchasing manager",
        Role::Approver => "Approver",
        Role::Payables => "Payables",
        Role::Partner => "Partner",
        Role::Auditor => "Auditor",
        Role::Admin => "Admin",
        Role::PlatformOperator => "Platform operator",
    }
}

fn tokens(config: &Config, clock: &Clock, founded: &[Founded]) -> Result<Vec<DemoToken>, Trouble> {
    let SigningKey::Shared(secret) = config.key()? else {
        return Err(ConfigError::NoKey.into());
    };
    let maker = Maker {
        issuer: &config.jwt_issuer,
        audience: &config.jwt_audience,
        signer: Issuer::shared(secret),
    };
    // The page opens with the first token, so that is the one that may do most.
    let mut roles = Role::ALL;
    roles.sort_by_key(|role| *role != Role::PurchasingManager);
    let token = |role: Role| {
        let member = |founded: &Founded| Membership {
            code: Some(founded.code.clone()),
            ..Membership::of(founded.id, role)
        };
        let label = label(role);
        let subject = format!("demo-{}", label.to_lowercase().replace(' ', "-"));
        let memberships = founded.iter().map(member).collect();
        let token = maker.token(clock, &subject, memberships, TimeDelta::hours(24))?;
        Ok(DemoToken { label, token })
    };
    roles.into_iter().map(token).collect()
}

/// What the printed line asks.
const TRY: &str = "{ agreements(first: 3) { totalCount nodes { number title vendor { name } \
                   fulfillment { committed remaining percentage currency } } } }";

fn tell(config: &Config, listener: &TcpListener, founded: &[Founded], tokens: &[DemoToken]) {
    let address: SocketAddr = listener.local_addr().unwrap_or(config.listen);
    serve::banner(config, address, None);
    say("\nTokens, good for 24 hours:");
    for token in tokens {
        say(format!("  {}\n    {}", token.label, token.token));
    }
    let legal_entity = match founded {
        [first, _, ..] => format!(" -H 'X-Legal-Entity: {}'", first.code),
        _ => String::new(),
    };
    if let Some(first) = tokens.first() {
        say("\nTry it:");
        say(format!(
            "curl http://{address}/graphql -H 'Content-Type: application/json' -H 'Authorization: \
             Bearer {}'{legal_entity} -d '{{\"query\":\"{TRY}\"}}'",
            first.token
        ));
    }
    say("\nCtrl-C stops the server.");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_is_made_once_and_private() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(SECRET);
        let made = secret(&path).unwrap();
        assert_eq!(made.len(), 64);
        assert_eq!(secret(&path).unwrap(), made);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    fn names(dir: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(dir).unwrap();
        let name = |entry: std::io::Result<std::fs::DirEntry>| entry.unwrap().file_name();
        let mut names: Vec<_> = entries
            .map(|entry| name(entry).into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_filling_that_was_broken_off_is_begun_anew_and_one_that_was_finished_is_not() {
        let parent = tempfile::tempdir().unwrap();
        let dir = parent.path().join("demo");
        let begun = Filling::begin(&dir).unwrap().unwrap();
        // Two at once would work on one database.
        assert_eq!(Filling::begin(&dir).err().unwrap().code, 75);
        for name in [DATABASE, "avtal.sqlite-wal", SECRET] {
            std::fs::write(dir.join(name), "half").unwrap();
        }
        drop(begun);
        let again = Filling::begin(&dir).unwrap().unwrap();
        assert_eq!(names(&dir), [SECRET, FILLING]);
        for name in [DATABASE, FOUNDED] {
            std::fs::write(dir.join(name), "whole").unwrap();
        }
        again.finish().unwrap();
        assert!(Filling::begin(&dir).unwrap().is_none());
        assert_eq!(names(&dir), [SECRET, DATABASE, FOUNDED]);
    }

    #[test]
    fn a_folder_with_something_else_in_it_is_not_touched() {
        for name in [DATABASE, FOUNDED, SECRET, "notes"] {
            let dir = tempfile::tempdir().unwrap();
            std::fs::write(dir.path().join(name), "mine").unwrap();
            let refused = Filling::begin(dir.path()).err().unwrap();
            assert_eq!(refused.code, 78, "{refused}");
            assert_eq!(names(dir.path()), [name]);
            let kept = std::fs::read_to_string(dir.path().join(name));
            assert_eq!(kept.unwrap(), "mine");
        }
    }
}
