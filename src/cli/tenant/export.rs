//! `avtal tenant export`: one read of one moment, under the legal entity's own grant, so that
//! nothing of another one can be in it.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use entity::catalogue::{STAYS, Table, portable};
use entity::ids::LegalEntityId;
use entity::legal_entity;
use serde_json::Value as Json;

use crate::cli::folder::{Counted, Folder, cannot};
use crate::cli::{Trouble, audit, say};
use crate::tenancy::{Db, Digester, Scope, TenantRead, schema_steps};
use crate::usecase::audit_entry::verify::verify;

use super::{End, FORMAT, LeftOut, Manifest, Whose, file_of};

pub(super) async fn run(
    db: &Db,
    url: &str,
    (id, code): (LegalEntityId, String),
    folder: &Path,
) -> Result<ExitCode, Trouble> {
    let read = audit::trail(db, id)?;
    let legal_entity: legal_entity::Model = read.legal_entity().await?;
    let begun = Folder::begin(folder)?;
    let mut tables = Vec::new();
    for table in portable() {
        tables.push(write(&read, &table, &begun).await?);
    }
    let trail = verify(&read, &[]).await?;
    let (sequence, hash) = match &trail.head {
        Some(head) => (head.sequence, head.hash.clone()),
        None => (0, String::new()),
    };
    let left_out = |(name, reason): &(&str, &str)| LeftOut {
        name: (*name).to_owned(),
        reason: (*reason).to_owned(),
    };
    let rows: u64 = tables.iter().map(|table| table.rows).sum();
    begun.finish(&Manifest {
        format: FORMAT.to_owned(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        made_at: db.clock().now(),
        schema: schema_steps(url).await?.applied,
        legal_entity: Whose {
            id,
            code: legal_entity.code,
        },
        audit_head: End { sequence, hash },
        tables,
        left_out: STAYS.iter().map(left_out).collect(),
    })?;
    say(format!(
        "Exported {code} to {}: {rows} rows",
        folder.display()
    ));
    for (name, reason) in STAYS {
        say(format!("  without {name}: {reason}"));
    }
    if !trail.wrong.is_empty() {
        audit::tell(&code, &trail);
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

async fn write(read: &TenantRead, table: &Table, folder: &Folder) -> Result<Counted, Trouble> {
    let name = file_of(&table.name);
    let mut file = folder.file(&name)?;
    let wrong = |error: std::io::Error| cannot(&folder.path(&name), &error);
    let mut digester = Digester::default();
    let mut walk = read.table(table);
    while let Some(rows) = read.next_of(&mut walk).await? {
        for row in rows {
            let line = Json::Object(row).to_string();
            digester.line(&line);
            writeln!(file, "{line}").map_err(wrong)?;
        }
    }
    file.flush().map_err(wrong)?;
    Ok(Counted::new(table.name.clone(), digester.done()))
}
