//! `avtal backup restore`: into an empty place only, and under the database's name only when all of
//! it is there and proven.

use std::fs::File;
use std::path::Path;
use std::process::ExitCode;

use crate::auth::own::private;
use crate::cli::folder::{beside, cannot, manifest, measure, parent, sync_folder};
use crate::cli::{Trouble, say};
use crate::config::Config;
use crate::tenancy::sqlite_path;

use super::{FILE, FORMAT, Manifest, postgres, verify};

pub(super) async fn run(config: &Config, folder: &Path) -> Result<ExitCode, Trouble> {
    let Some(path) = sqlite_path(&config.database_url) else {
        return postgres::tell(&config.database_url, folder);
    };
    let manifest: Manifest = manifest(folder, FORMAT)?;
    refuse_occupied(&path)?;
    let part = beside(&path, ".restoring");
    // What an earlier start has left behind when it was broken off.
    for old in [&part, &beside(&part, "-wal"), &beside(&part, "-shm")] {
        if old.exists() {
            std::fs::remove_file(old).map_err(|error| cannot(old, &error))?;
        }
    }
    let copied = copy(&folder.join(FILE), &part);
    copied.map_err(|error| cannot(&part, &error))?;
    if !verify::file(&part, &manifest).await? {
        std::fs::remove_file(&part).map_err(|error| cannot(&part, &error))?;
        say("FAIL  nothing was restored");
        return Ok(ExitCode::FAILURE);
    }
    give_name(&part, &path).map_err(|error| cannot(&path, &error))?;
    say(format!("Restored {}", path.display()));
    Ok(ExitCode::SUCCESS)
}

/// A log that lies beside would be played into the restored file.
fn refuse_occupied(path: &Path) -> Result<(), Trouble> {
    let all = ["", "-wal", "-shm", "-journal"].map(|ending| beside(path, ending));
    match all.iter().find(|path| path.exists()) {
        None => Ok(()),
        Some(there) => Err(Trouble::settings(
            "there is a database already",
            format!("{} exists, and nothing is written over", there.display()),
            "stop the server and move the old files away, -wal and -shm too; or restore elsewhere: \
             --database-url sqlite://path/to/new.sqlite",
        )),
    }
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(parent(to))?;
    let mut file = private(to)?;
    measure(from, &mut file)?;
    file.sync_all()
}

/// Gives a file its name at one blow, and only where nobody has it: a link is refused there, a
/// renaming would write over.
fn give_name(part: &Path, name: &Path) -> std::io::Result<()> {
    File::open(part)?.sync_all()?;
    std::fs::hard_link(part, name)?;
    std::fs::remove_file(part)?;
    sync_folder(parent(name))
}
