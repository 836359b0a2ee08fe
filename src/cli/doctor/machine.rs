//! What the machine has to have: room on its disk, and the time that the database has.

use std::path::Path;

use crate::tenancy::{Db, sqlite_path};

/// Below this a database of a day's work may not fit.
const ROOM_MIN: u64 = 256 * 1024 * 1024;

/// Clocks that are further apart than this date documents wrongly.
const SKEW_MAX_MS: i64 = 5_000;

/// The room where an SQLite file is.
pub(super) fn room(url: &str) -> Result<String, String> {
    let Some(path) = sqlite_path(url) else {
        return Ok("the database keeps its files elsewhere".to_owned());
    };
    let folder = match path.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => Path::new("."),
    };
    let stat =
        rustix::fs::statvfs(folder).map_err(|error| format!("{}: {error}", path.display()))?;
    let bytes = stat.f_bavail.saturating_mul(stat.f_frsize);
    let told = format!(
        "{} MiB are free at {}",
        bytes / (1024 * 1024),
        folder.display()
    );
    match bytes >= ROOM_MIN {
        true => Ok(told),
        false => Err(told),
    }
}

/// Whether this machine and the database's agree on what time it is.
pub(super) async fn clock(db: &Db) -> Result<String, String> {
    let skew = db
        .clock_skew()
        .await
        .map_err(|failure| failure.to_string())?;
    let ms = skew.num_milliseconds();
    match ms.abs() <= SKEW_MAX_MS {
        true => Ok("agrees with the database's".to_owned()),
        false => Err(format!("is {ms} ms before the database's")),
    }
}
