//! Copies of a whole database: making one of an SQLite file while others write, and what is in one.
//!
//! For the operator at the command line only; no request may come here.

use std::path::Path;

use entity::catalogue::tables;
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use super::db::{ConnectError, open};
use super::portable::{Digest, digest};

/// The URL of a file that is looked at and not changed, not even in its form.
#[must_use]
pub fn copy_url(path: &Path) -> String {
    format!("sqlite://{}?mode=ro&immutable=true", path.display())
}

/// Copies an SQLite database as of one moment into a file that is not there yet; others go on
/// reading and writing meanwhile.
///
/// # Errors
/// When it cannot be read, or the file cannot be written.
pub async fn copy_sqlite(url: &str, to: &Path) -> Result<(), ConnectError> {
    let db = open(url, 1, true).await?;
    let to = to.display().to_string();
    let copy = Statement::from_sql_and_values(DbBackend::Sqlite, "VACUUM INTO $1", [to.into()]);
    let done = db.execute_raw(copy).await;
    let closed = db.close().await;
    done.map_err(ConnectError::Connect)?;
    closed.map_err(ConnectError::Connect)
}

/// What SQLite finds wrong with a file: pages, indexes, rules, keys that point at nothing. Nothing
/// where the file is sound.
///
/// # Errors
/// When it cannot be read.
pub async fn integrity(url: &str) -> Result<Vec<String>, ConnectError> {
    let db = open(url, 1, true).await?;
    let mut wrong = Vec::new();
    for (question, column) in [
        ("PRAGMA integrity_check", "integrity_check"),
        (
            "SELECT \"table\" || ' points at nothing' AS t FROM pragma_foreign_key_check",
            "t",
        ),
    ] {
        let asked = Statement::from_string(DbBackend::Sqlite, question);
        let rows = db
            .query_all_raw(asked)
            .await
            .map_err(ConnectError::Connect)?;
        for row in rows {
            let said: String = row.try_get("", column).map_err(ConnectError::Connect)?;
            wrong.push(said);
        }
    }
    wrong.retain(|said| said != "ok");
    Ok(wrong)
}

/// What every table of a database comes to, by its name. Its schema has to be this program's.
///
/// # Errors
/// When it cannot be read.
pub async fn digests(url: &str) -> Result<Vec<(String, Digest)>, ConnectError> {
    let db = open(url, 1, true).await?;
    let mut all = Vec::new();
    for table in tables() {
        let digest = digest(&db, &table).await.map_err(ConnectError::Connect)?;
        all.push((table.name, digest));
    }
    Ok(all)
}
