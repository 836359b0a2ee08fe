//! `avtal backup verify`: a copy is what its manifest says, and its books hold.

use std::path::Path;
use std::process::ExitCode;

use crate::cli::doctor::{self, told};
use crate::cli::folder::{manifest, measure};
use crate::cli::{Trouble, audit, database, say};
use crate::clock::Clock;
use crate::config::Config;
use crate::tenancy::{Db, Head, copy_url, digests, integrity, schema_steps, sqlite_path};

use super::create::options;
use super::{Content, FILE, FORMAT, Manifest};

/// Proves a copy in a folder.
pub(super) async fn folder(folder: &Path) -> Result<ExitCode, Trouble> {
    let manifest: Manifest = manifest(folder, FORMAT)?;
    let made = manifest.made_at.format("%Y-%m-%d %H:%M:%S");
    say(format!(
        "note  made {made} UTC by Avtal {}",
        manifest.program
    ));
    let well = file(&folder.join(FILE), &manifest).await?;
    Ok(ExitCode::from(u8::from(!well)))
}

/// Proves the database of the settings, with the books of all legal entities or of one.
pub(super) async fn database(
    config: &Config,
    legal_entity: Option<&str>,
) -> Result<ExitCode, Trouble> {
    let url = &config.database_url;
    let db = database::connect(config).await?;
    let mut well = true;
    if sqlite_path(url).is_some() {
        well &= whole(url).await?;
    }
    let checked = doctor::run(&db, legal_entity).await;
    Ok(match well {
        true => checked,
        false => ExitCode::FAILURE,
    })
}

/// Proves a file against a manifest, and says what came of it.
pub(super) async fn file(path: &Path, manifest: &Manifest) -> Result<bool, Trouble> {
    let measured = measure(path, &mut std::io::sink());
    let is_same = match measured {
        Err(error) => Err(format!("{}: {error}", path.display())),
        Ok(measured) if measured.sha256 == manifest.sha256 => {
            Ok(format!("{} bytes, as the manifest says", measured.bytes))
        }
        Ok(measured) => Err(format!(
            "its SHA-256 is {} and not {}",
            measured.sha256, manifest.sha256
        )),
    };
    // What is not the file that was made is not worth a look.
    if !told("file", is_same) {
        return Ok(false);
    }
    let url = copy_url(path);
    let mut well = whole(&url).await?;
    let steps = schema_steps(&url).await?;
    well &= told(
        "schema",
        match steps.applied == manifest.schema {
            true => Ok(format!("known, {} steps", steps.applied.len())),
            false => Err("it is not the one that the manifest names".to_owned()),
        },
    );
    if !steps.pending.is_empty() {
        say(format!(
            "note  rows: not looked at, the schema is {} steps behind this program: restore it, \
             then avtal migrate up, then avtal backup verify",
            steps.pending.len()
        ));
        return Ok(well);
    }
    let Some(content) = &manifest.content else {
        say("note  rows: not counted when the copy was made, by a program of another schema");
        return Ok(well && books(&url).await?);
    };
    well &= told("rows", rows(&url, content).await?);
    let db = Db::connect(&options(&url), Clock::system(), None).await?;
    for own in &content.legal_entities {
        let head = Head {
            sequence: own.sequence,
            hash: own.hash.clone(),
        };
        let verified = audit::through(&db, own.id, std::slice::from_ref(&head)).await?;
        audit::tell(&format!("trail of {}", own.code), &verified);
        well &= verified.wrong.is_empty();
    }
    well &= books(&url).await?;
    Ok(well)
}

/// Whether SQLite finds nothing wrong with a file.
async fn whole(url: &str) -> Result<bool, Trouble> {
    let wrong = integrity(url).await?;
    Ok(told(
        "integrity",
        match wrong.is_empty() {
            true => Ok("pages, indexes, rules and keys are whole".to_owned()),
            false => Err(wrong.join("\n      ")),
        },
    ))
}

/// Whether every table comes to what the manifest says.
async fn rows(url: &str, content: &Content) -> Result<Result<String, String>, Trouble> {
    let found = digests(url).await?;
    let mut wrong = Vec::new();
    let mut n_rows = 0;
    for (name, digest) in &found {
        n_rows += digest.rows;
        match content.tables.iter().find(|table| table.name == *name) {
            Some(table) if table.is(digest) => {}
            Some(table) if table.rows == digest.rows => {
                wrong.push(format!("{name} has other rows than it had"));
            }
            Some(table) => wrong.push(format!(
                "{name} has {} rows, not {}",
                digest.rows, table.rows
            )),
            None => wrong.push(format!("{name} is not in the manifest")),
        }
    }
    let is_there = |name: &String| found.iter().any(|(found, _)| found == name);
    let gone = content.tables.iter().filter(|table| !is_there(&table.name));
    wrong.extend(gone.map(|table| format!("{} is not there", table.name)));
    Ok(match wrong.is_empty() {
        true => Ok(format!(
            "{n_rows} in {} tables, each as it was",
            found.len()
        )),
        false => Err(wrong.join("\n      ")),
    })
}

/// Whether the ledgers of every legal entity agree with its balances.
async fn books(url: &str) -> Result<bool, Trouble> {
    let db = Db::connect(&options(url), Clock::system(), None).await?;
    let mut well = true;
    for (id, code) in db.legal_entities().await? {
        well &= told(
            &format!("ledgers of {code}"),
            doctor::ledgers(&db, id).await,
        );
    }
    Ok(well)
}
