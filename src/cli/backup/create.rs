//! `avtal backup create`.

use std::path::Path;
use std::process::ExitCode;

use crate::cli::folder::{Counted, Folder, cannot, measure};
use crate::cli::{Trouble, audit, database, say};
use crate::clock::Clock;
use crate::config::Config;
use crate::tenancy::{Db, Options, copy_sqlite, copy_url, digests, schema_steps, sqlite_path};

use super::{Content, Ended, FILE, FORMAT, Manifest, postgres};

pub(super) async fn run(config: &Config, folder: &Path) -> Result<ExitCode, Trouble> {
    let url = &config.database_url;
    let Some(path) = sqlite_path(url) else {
        return postgres::tell(url, folder);
    };
    database::must_be_there(config)?;
    let begun = Folder::begin(folder)?;
    let copy = begun.path(FILE);
    // Made by us and private; SQLite fills an empty file.
    drop(begun.file(FILE)?);
    copy_sqlite(url, &copy).await?;
    let manifest = describe(&copy).await?;
    let bytes = manifest.bytes;
    let told = match &manifest.content {
        Some(content) => {
            let rows: u64 = content.tables.iter().map(|table| table.rows).sum();
            let n = content.legal_entities.len();
            format!("{rows} rows, {n} legal entities")
        }
        None => "rows not counted: its schema is not this program's".to_owned(),
    };
    begun.finish(&manifest)?;
    say(format!("Copied {} to {}", path.display(), folder.display()));
    say(format!("  {bytes} bytes, {told}"));
    say(format!(
        "Prove it: avtal backup verify {}",
        folder.display()
    ));
    Ok(ExitCode::SUCCESS)
}

/// What is in a file. A schema that is not ours can be copied too: before an upgrade most of all.
async fn describe(copy: &Path) -> Result<Manifest, Trouble> {
    let clock = Clock::system();
    let measured = measure(copy, &mut std::io::sink()).map_err(|error| cannot(copy, &error))?;
    let url = copy_url(copy);
    let steps = schema_steps(&url).await?;
    let content = match steps.pending.is_empty() && !steps.applied.is_empty() {
        true => Some(content(&url, &clock).await?),
        false => None,
    };
    Ok(Manifest {
        format: FORMAT.to_owned(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        made_at: clock.now(),
        bytes: measured.bytes,
        sha256: measured.sha256,
        schema: steps.applied,
        content,
    })
}

async fn content(url: &str, clock: &Clock) -> Result<Content, Trouble> {
    let counted = digests(url).await?.into_iter();
    let tables = counted.map(|(name, digest)| Counted::new(name, digest));
    let db = Db::connect(&options(url), clock.clone(), None).await?;
    let mut legal_entities = Vec::new();
    for (id, code) in db.legal_entities().await? {
        let head = audit::through(&db, id, &[]).await?.head;
        let (sequence, hash) = head.map_or((0, String::new()), |head| (head.sequence, head.hash));
        legal_entities.push(Ended {
            id,
            code,
            sequence,
            hash,
        });
    }
    Ok(Content {
        tables: tables.collect(),
        legal_entities,
    })
}

/// How a file is reached that is only looked at.
pub(super) fn options(url: &str) -> Options {
    Options {
        connections_max: 1,
        ..Options::of(url)
    }
}
