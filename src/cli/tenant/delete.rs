//! `avtal tenant delete`: asked for twice, done at one blow, proven, and written down.

use std::process::ExitCode;

use entity::ids::LegalEntityId;

use crate::cli::{Trouble, audit, say};
use crate::clock::Clock;
use crate::config::Config;
use crate::tenancy::remove;

pub(super) async fn run(
    config: &Config,
    (id, code): (LegalEntityId, String),
    wanted: &str,
    yes: Option<&str>,
) -> Result<ExitCode, Trouble> {
    if yes != Some(wanted) {
        return Err(Trouble::settings(
            "nothing was deleted",
            format!("all of {code} would be gone for good, its audit trail too"),
            format!(
                "export it first: avtal tenant export {wanted} FOLDER; then say its name twice: \
                 avtal tenant delete {wanted} --yes {wanted}"
            ),
        ));
    }
    let Some(removed) = remove(&config.database_url, id).await? else {
        return Err(Trouble::settings(
            "the legal entity is not known",
            format!("there is none with the id {id}"),
            "see which there are: avtal tenant list",
        ));
    };
    for (table, rows) in removed.rows.iter().filter(|(_, rows)| **rows > 0) {
        say(format!("  {table}: {rows} rows removed"));
    }
    let rows: u64 = removed.rows.values().sum();
    say(format!(
        "Deleted {code}: {rows} rows removed, none left in {} tables",
        removed.empty
    ));
    let at = Clock::system().now();
    let file = config.audit_head_file.as_deref();
    audit::say_removed(at, (id, &code), removed.head, file)?;
    Ok(ExitCode::SUCCESS)
}
