//! `avtal tenant import`: the files are what the manifest says, then one transaction takes them in,
//! in which every table is read back and compared before it is kept.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::ExitCode;

use entity::catalogue::{Table, portable};
use serde_json::Value as Json;

use crate::cli::doctor::{self, told};
use crate::cli::folder::{Counted, cannot, manifest, measure};
use crate::cli::{Trouble, audit, say, serve};
use crate::clock::Clock;
use crate::config::Config;
use crate::tenancy::{Db, Head, Row, Taking, schema_steps};

use super::{FORMAT, Manifest, file_of};

/// How many rows are in memory at once.
const ROWS: usize = 500;

pub(super) async fn run(config: &Config, folder: &Path) -> Result<ExitCode, Trouble> {
    let manifest: Manifest = manifest(folder, FORMAT)?;
    let url = &config.database_url;
    let steps = schema_steps(url).await?;
    if steps.applied != manifest.schema {
        return Err(Trouble::settings(
            "the export is of another schema",
            format!(
                "Avtal {} made it after {} steps of the schema; this database has done {}",
                manifest.program,
                manifest.schema.len(),
                steps.applied.len()
            ),
            "bring both installations to the same version with avtal migrate up, then export again",
        ));
    }
    whole(folder, &manifest)?;
    let whose = &manifest.legal_entity;
    let mut taking = Taking::begin(url, whose.id).await?;
    let mut rows = 0;
    for table in taking.tables()? {
        let counted = counted(&manifest, &table)?;
        take(&mut taking, &table, &folder.join(file_of(&table.name))).await?;
        if !counted.is(&taking.digest(&table).await?) {
            return Err(not_whole(format!(
                "what was written of {} is not it",
                table.name
            )));
        }
        rows += counted.rows;
    }
    taking.commit().await?;
    say(format!("Imported {}: {rows} rows", whose.code));
    for left in &manifest.left_out {
        say(format!("  without {}: {}", left.name, left.reason));
    }
    prove(config, &manifest).await
}

/// Whether every file is there and is what was written.
fn whole(folder: &Path, manifest: &Manifest) -> Result<(), Trouble> {
    let tables = portable();
    for table in &tables {
        let counted = counted(manifest, table)?;
        let path = folder.join(file_of(&table.name));
        let measured = measure(&path, &mut std::io::sink());
        let measured = measured.map_err(|error| cannot(&path, &error))?;
        if (measured.lines, &measured.sha256) != (counted.rows, &counted.sha256) {
            return Err(not_whole(format!("{} was changed", path.display())));
        }
    }
    let is_known = |name: &String| tables.iter().any(|table| table.name == *name);
    match manifest.tables.iter().find(|one| !is_known(&one.name)) {
        None => Ok(()),
        Some(other) => Err(not_whole(format!("there is no table {}", other.name))),
    }
}

fn counted<'m>(manifest: &'m Manifest, table: &Table) -> Result<&'m Counted, Trouble> {
    let mut all = manifest.tables.iter();
    all.find(|one| one.name == table.name)
        .ok_or_else(|| not_whole(format!("the manifest does not name {}", table.name)))
}

fn not_whole(why: String) -> Trouble {
    Trouble::settings(
        "the export is not whole",
        why,
        "nothing was imported; export again, and leave its files as they are",
    )
}

async fn take(taking: &mut Taking, table: &Table, path: &Path) -> Result<(), Trouble> {
    let file = File::open(path).map_err(|error| cannot(path, &error))?;
    let mut rows: Vec<Row> = Vec::with_capacity(ROWS);
    for line in BufReader::new(file).lines() {
        let line = line.map_err(|error| cannot(path, &error))?;
        match serde_json::from_str(&line) {
            Ok(Json::Object(row)) => rows.push(row),
            _ => {
                return Err(not_whole(format!(
                    "{} has a line that is no row",
                    path.display()
                )));
            }
        }
        if rows.len() == ROWS {
            taking.write(table, std::mem::take(&mut rows)).await?;
        }
    }
    taking.write(table, rows).await?;
    Ok(taking.end(table).await?)
}

/// The trail leads to the end that was exported, and the books hold.
async fn prove(config: &Config, manifest: &Manifest) -> Result<ExitCode, Trouble> {
    let whose = &manifest.legal_entity;
    let db = Db::connect(&serve::options(config), Clock::system(), None).await?;
    let head = Head {
        sequence: manifest.audit_head.sequence,
        hash: manifest.audit_head.hash.clone(),
    };
    let verified = audit::through(&db, whose.id, &[head]).await?;
    audit::tell(&format!("trail of {}", whose.code), &verified);
    let ledgers = doctor::ledgers(&db, whose.id).await;
    let well = told(&format!("ledgers of {}", whose.code), ledgers) && verified.wrong.is_empty();
    Ok(ExitCode::from(u8::from(!well)))
}
