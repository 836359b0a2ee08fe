//! The database of a command, which makes no SQLite file where there is none.

use crate::clock::Clock;
use crate::config::Config;
use crate::tenancy::{Db, sqlite_path};

use super::{Trouble, serve};

/// Opens the database of the settings, which has to be there.
///
/// # Errors
/// When it is not there or cannot be opened.
pub(super) async fn connect(config: &Config) -> Result<Db, Trouble> {
    must_be_there(config)?;
    Ok(Db::connect(&serve::options(config), Clock::system(), None).await?)
}

/// Refuses an SQLite file that is not there: opening it would make it.
///
/// # Errors
/// When it is not there.
pub(super) fn must_be_there(config: &Config) -> Result<(), Trouble> {
    match sqlite_path(&config.database_url) {
        Some(path) if !path.exists() => Err(Trouble::settings(
            "there is no database",
            format!("{} is not there", path.display()),
            "name the database: --database-url sqlite://path/to/file; to make one: avtal migrate",
        )),
        _ => Ok(()),
    }
}
