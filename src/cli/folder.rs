//! Folders that a command writes: private, and under their name only when they are whole.

use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::auth::own::private;
use crate::tenancy::Digest;

use super::Trouble;

/// The file that tells what is in a folder.
pub(super) const MANIFEST: &str = "manifest.json";

/// What a table comes to, as a manifest says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Counted {
    /// Its name.
    pub(super) name: String,
    /// How many rows.
    pub(super) rows: u64,
    /// The SHA-256 of its rows, each a line of JSON.
    pub(super) sha256: String,
}

impl Counted {
    pub(super) fn new(name: String, digest: Digest) -> Self {
        Self {
            name,
            rows: digest.rows,
            sha256: digest.sha256,
        }
    }

    /// Whether a table comes to this.
    pub(super) fn is(&self, digest: &Digest) -> bool {
        self.rows == digest.rows && self.sha256 == digest.sha256
    }
}

/// A folder in the making. Dropped before it is finished, it is gone.
pub(super) struct Folder {
    part: PathBuf,
    name: PathBuf,
}

impl Folder {
    /// Begins a folder of this name, which is not there yet.
    pub(super) fn begin(name: &Path) -> Result<Self, Trouble> {
        if name.exists() {
            return Err(Trouble::settings(
                "the folder is there already",
                format!("{} exists, and nothing is written over", name.display()),
                "name a folder that does not exist yet",
            ));
        }
        let folder = Self {
            part: beside(name, ".part"),
            name: name.to_owned(),
        };
        // What was broken off earlier is of no use.
        if folder.part.exists() {
            std::fs::remove_dir_all(&folder.part).map_err(|error| cannot(&folder.part, &error))?;
        }
        let mut maker = std::fs::DirBuilder::new();
        maker.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut maker, 0o700);
        maker
            .create(&folder.part)
            .map_err(|error| cannot(&folder.part, &error))?;
        Ok(folder)
    }

    /// The path of a file in it, for as long as it is in the making.
    pub(super) fn path(&self, file: &str) -> PathBuf {
        self.part.join(file)
    }

    /// Begins a file in it.
    pub(super) fn file(&self, name: &str) -> Result<BufWriter<File>, Trouble> {
        let path = self.path(name);
        let file = private(&path).map_err(|error| cannot(&path, &error))?;
        Ok(BufWriter::new(file))
    }

    /// Writes the manifest, waits for the disk, and gives the folder its name.
    pub(super) fn finish(self, manifest: &impl Serialize) -> Result<(), Trouble> {
        let text = serde_json::to_string_pretty(manifest)
            .map_err(|error| cannot(&self.part, &std::io::Error::other(error)))?;
        let mut file = self.file(MANIFEST)?;
        let done = writeln!(file, "{text}").and_then(|()| file.flush());
        done.and_then(|()| self.keep())
            .map_err(|error| cannot(&self.name, &error))
    }

    fn keep(&self) -> std::io::Result<()> {
        for entry in std::fs::read_dir(&self.part)? {
            File::open(entry?.path())?.sync_all()?;
        }
        sync_folder(&self.part)?;
        std::fs::rename(&self.part, &self.name)?;
        sync_folder(parent(&self.name))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Finished, it is not there under this name any more.
        if self.part.exists() {
            let _ = std::fs::remove_dir_all(&self.part);
        }
    }
}

/// A path with an ending more at its name, which may have points in it.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    // Without a slash at its end.
    let mut name = path.components().collect::<PathBuf>().into_os_string();
    name.push(ending);
    name.into()
}

/// The folder that a path is in.
pub(super) fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Waits until the names in a folder are on the disk.
pub(super) fn sync_folder(path: &Path) -> std::io::Result<()> {
    match cfg!(unix) {
        true => File::open(path)?.sync_all(),
        // Elsewhere a folder cannot be opened.
        false => Ok(()),
    }
}

/// Reads the manifest of a folder and sees that it is one of this format.
pub(super) fn manifest<M: DeserializeOwned>(folder: &Path, format: &str) -> Result<M, Trouble> {
    #[derive(Deserialize)]
    struct Format {
        format: String,
    }
    let path = folder.join(MANIFEST);
    let text = std::fs::read_to_string(&path).map_err(|error| {
        Trouble::settings(
            "the folder cannot be read",
            format!("{}: {error}", path.display()),
            "name a folder that this program wrote, whole and readable",
        )
    })?;
    let wrong = |why: String| {
        Trouble::settings(
            "the manifest is not usable",
            format!("{}: {why}", path.display()),
            "name a folder that this program wrote, and leave its files as they are",
        )
    };
    let said: Format = serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
    if said.format != format {
        return Err(wrong(format!(
            "it is of the format {} and not {format}",
            said.format
        )));
    }
    serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))
}

/// A file's length in bytes, its lines and the SHA-256 of its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Measured {
    pub(super) bytes: u64,
    pub(super) lines: u64,
    pub(super) sha256: String,
}

/// Measures a file; what is read is also written to `to`.
pub(super) fn measure(path: &Path, to: &mut impl Write) -> std::io::Result<Measured> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut measured = Measured {
        bytes: 0,
        lines: 0,
        sha256: String::new(),
    };
    let mut piece = vec![0; 256 * 1024];
    loop {
        let n = file.read(&mut piece)?;
        let Some(read) = piece.get(..n).filter(|read| !read.is_empty()) else {
            break;
        };
        hash.update(read);
        to.write_all(read)?;
        let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        measured.bytes += count(n);
        measured.lines += count(read.iter().filter(|byte| **byte == b'\n').count());
    }
    measured.sha256 = hex::encode(hash.finalize());
    Ok(measured)
}

/// That a file or a folder cannot be written or read.
pub(super) fn cannot(path: &Path, error: &std::io::Error) -> Trouble {
    let error = std::io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    Trouble::machine("a file cannot be read or written", &error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_has_its_name_when_it_is_whole_and_not_before() {
        let dir = tempfile::tempdir().unwrap();
        let name = dir.path().join("out");
        let begun = Folder::begin(&name).unwrap();
        write!(begun.file("a").unwrap(), "x\ny\n").unwrap();
        drop(begun);
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
        let begun = Folder::begin(&name).unwrap();
        write!(begun.file("a").unwrap(), "x\ny\n").unwrap();
        begun.finish(&serde_json::json!({ "format": "f" })).unwrap();
        let measured = measure(&name.join("a"), &mut std::io::sink()).unwrap();
        assert_eq!((measured.bytes, measured.lines), (4, 2));
        assert!(Folder::begin(&name).is_err());
        assert!(manifest::<serde_json::Value>(&name, "f").is_ok());
        assert!(manifest::<serde_json::Value>(&name, "g").is_err());
    }
}
