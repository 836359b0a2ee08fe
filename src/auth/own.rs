//! Our own keys, for installations without another issuer: Ed25519 key pairs in a folder, a file
//! each. The newest signs; all of them check, until they are removed.

use std::io::Write;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, NaiveDateTime, Utc};
use jsonwebtoken::jwk::{AlgorithmParameters, Jwk, ThumbprintHash};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey};
use serde_json::{Value, json};

use super::jwks::Key;

/// How a key's file begins: when it was made, so that names sort by age.
const MADE: &str = "%Y%m%dT%H%M%S%6fZ";

/// What stands before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410).
const PKCS8: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

/// Why our own keys cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OwnKeyError {
    /// The folder or a file in it cannot be used.
    #[error("{path}: {reason}")]
    File {
        /// Its path.
        path: String,
        /// What the system says.
        reason: String,
    },
    /// Others on this machine can read a key.
    #[error("the key {0} can be read by others on this machine")]
    Open(String),
    /// A file that ends as a key and is none.
    #[error("{0} is no Ed25519 key in PEM")]
    Form(String),
    /// There is no key to sign with.
    #[error("there is no key in {0}")]
    Missing(String),
    /// There is no such key.
    #[error("there is no key {0}")]
    Unknown(String),
}

/// One of our own keys.
pub struct OwnKey {
    /// Its id: the thumbprint of its public half (RFC 7638).
    pub kid: String,
    /// When it was made.
    pub made: DateTime<Utc>,
    /// Where it is.
    pub path: PathBuf,
    /// The public half, as others write it.
    x: String,
    signing: EncodingKey,
}

fn file_error(path: &Path) -> impl Fn(std::io::Error) -> OwnKeyError {
    let path = path.display().to_string();
    move |error| OwnKeyError::File {
        path: path.clone(),
        reason: error.to_string(),
    }
}

/// All keys of a folder, the oldest first; none where there is no folder.
///
/// # Errors
/// When a key cannot be read, or others can read it.
pub fn all(folder: &Path) -> Result<Vec<OwnKey>, OwnKeyError> {
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(file_error(folder))?,
    };
    let mut keys = Vec::new();
    for entry in entries {
        let path = entry.map_err(file_error(folder))?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        let stem = name.and_then(|name| name.strip_suffix(".pem"));
        let Some((made, _kid)) = stem.and_then(|stem| stem.split_once('-')) else {
            continue;
        };
        if let Ok(made) = NaiveDateTime::parse_from_str(made, MADE) {
            keys.push(read(&path, made.and_utc())?);
        }
    }
    keys.sort_by(|a, b| (a.made, &a.kid).cmp(&(b.made, &b.kid)));
    Ok(keys)
}

fn read(path: &Path, made: DateTime<Utc>) -> Result<OwnKey, OwnKeyError> {
    let shown = || path.display().to_string();
    if is_open(path, READ) {
        return Err(OwnKeyError::Open(shown()));
    }
    let pem = std::fs::read(path).map_err(file_error(path))?;
    let form = |_reason| OwnKeyError::Form(shown());
    let signing = EncodingKey::from_ed_pem(&pem).map_err(form)?;
    let jwk = Jwk::from_encoding_key(&signing, Algorithm::EdDSA).map_err(form)?;
    let kid = jwk.thumbprint(ThumbprintHash::SHA256).map_err(form)?;
    let AlgorithmParameters::OctetKeyPair(public) = jwk.algorithm else {
        return Err(OwnKeyError::Form(shown()));
    };
    Ok(OwnKey {
        kid,
        made,
        path: path.to_path_buf(),
        x: public.x,
        signing,
    })
}

/// Makes a key, which signs from now on.
///
/// # Errors
/// When the folder cannot be written.
pub fn make(folder: &Path, now: DateTime<Utc>) -> Result<OwnKey, OwnKeyError> {
    std::fs::create_dir_all(folder).map_err(file_error(folder))?;
    let mut der = PKCS8.to_vec();
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|error| OwnKeyError::File {
        path: folder.display().to_string(),
        reason: error.to_string(),
    })?;
    der.extend_from_slice(&seed);
    let body = STANDARD.encode(&der);
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n");
    // Written under a name that is no key's, then named: nobody reads half a key.
    let draft = folder.join(format!("{}.draft", now.format(MADE)));
    let written = private(&draft).and_then(|mut file| {
        file.write_all(pem.as_bytes())?;
        file.sync_all()
    });
    written.map_err(file_error(&draft))?;
    let key = read(&draft, now)?;
    let path = folder.join(format!("{}-{}.pem", now.format(MADE), key.kid));
    std::fs::rename(&draft, &path).map_err(file_error(&path))?;
    Ok(OwnKey { path, ..key })
}

/// Removes a key: tokens that it signed are refused from now on.
///
/// # Errors
/// When there is no such key, or it cannot be removed.
pub fn remove(folder: &Path, kid: &str) -> Result<(), OwnKeyError> {
    let mut keys = all(folder)?.into_iter();
    let key = keys
        .find(|key| key.kid == kid)
        .ok_or_else(|| OwnKeyError::Unknown(kid.to_owned()))?;
    std::fs::remove_file(&key.path).map_err(file_error(&key.path))
}

/// The key that signs: the newest.
///
/// # Errors
/// When there is none, or one cannot be read.
pub(super) fn signing(folder: &Path) -> Result<(String, EncodingKey), OwnKeyError> {
    let newest = all(folder)?.pop();
    let newest = newest.ok_or_else(|| OwnKeyError::Missing(folder.display().to_string()))?;
    Ok((newest.kid, newest.signing))
}

/// The public halves, to check with.
///
/// # Errors
/// When a key cannot be read.
pub(super) fn public_keys(folder: &Path) -> Result<Vec<Key>, OwnKeyError> {
    let public = |key: OwnKey| {
        Ok(Key {
            key: DecodingKey::from_ed_components(&key.x)
                .map_err(|_reason| OwnKeyError::Form(key.path.display().to_string()))?,
            kid: Some(key.kid),
            algorithm: Algorithm::EdDSA,
        })
    };
    all(folder)?.into_iter().map(public).collect()
}

/// The public halves, for others to check with.
///
/// # Errors
/// When a key cannot be read.
pub fn jwks(folder: &Path) -> Result<Value, OwnKeyError> {
    let keys = all(folder)?;
    let public = |key: &OwnKey| {
        json!({
            "kty": "OKP", "crv": "Ed25519", "x": key.x,
            "kid": key.kid, "use": "sig", "alg": "EdDSA",
        })
    };
    Ok(json!({ "keys": keys.iter().map(public).collect::<Vec<_>>() }))
}

/// A new file that only its owner can read.
///
/// # Errors
/// When it is there, or cannot be made.
pub fn private(path: &Path) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// That others than the owner and its group can read a file.
pub const READ: u32 = 0o004;

/// That others than the owner and its group can write a file.
pub const WRITE: u32 = 0o002;

/// Whether a file is open to others than the owner and its group in one of these ways.
#[cfg(unix)]
#[must_use]
pub fn is_open(path: &Path, ways: u32) -> bool {
    use std::os::unix::fs::PermissionsExt;
    // A file that is not there is reported by the reading that follows.
    let mode = path.metadata().map(|meta| meta.permissions().mode());
    mode.is_ok_and(|mode| mode & ways != 0)
}

/// Whether a file is open to others than the owner and its group: not asked here.
#[cfg(not(unix))]
#[must_use]
pub fn is_open(_path: &Path, _ways: u32) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_private_and_sorted_by_age_and_go_when_removed() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("keys");
        assert!(all(&folder).unwrap().is_empty());
        assert!(matches!(signing(&folder), Err(OwnKeyError::Missing(_))));
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let newer = make(&folder, at("2026-06-15T12:00:00Z")).unwrap();
        let older = make(&folder, at("2026-06-15T11:59:59.5Z")).unwrap();
        assert_eq!(signing(&folder).unwrap().0, newer.kid);
        let kids: Vec<_> = all(&folder)
            .unwrap()
            .into_iter()
            .map(|key| key.kid)
            .collect();
        assert_eq!(kids, [older.kid.clone(), newer.kid.clone()]);
        let shown = jwks(&folder).unwrap();
        assert_eq!(shown["keys"][1]["kid"], newer.kid.as_str());
        assert!(shown["keys"][1].get("d").is_none());
        remove(&folder, &newer.kid).unwrap();
        assert_eq!(signing(&folder).unwrap().0, older.kid);
        assert!(matches!(
            remove(&folder, &newer.kid),
            Err(OwnKeyError::Unknown(_))
        ));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = older.path.metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
            let open = std::fs::Permissions::from_mode(0o644);
            std::fs::set_permissions(&older.path, open).unwrap();
            assert!(matches!(all(&folder), Err(OwnKeyError::Open(_))));
        }
    }
}
