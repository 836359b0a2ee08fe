//! The key that tokens are checked with.

use std::path::Path;

use crate::auth::own;

use super::{ConfigError, Origin, Values};

/// The key that tokens are checked with.
#[derive(Clone)]
pub enum SigningKey {
    /// A secret that the makers of tokens have too.
    Shared(Vec<u8>),
    /// The public half of a key pair, as PEM.
    Public(Vec<u8>),
}

const SECRET_BYTES_MIN: usize = 32;

/// Fewer different bytes than this are a pattern and no secret.
const SECRET_VARIETY_MIN: usize = 8;

/// What people copy from examples.
const KNOWN: &[&str] = &[
    "secret",
    "changeme",
    "change-me",
    "change_me",
    "password",
    "example",
    "your-256-bit",
    "a-string-secret-at-least",
    "0123456789abcdef",
];

const KINDS: [&str; 3] = ["jwt-secret", "jwt-secret-file", "jwt-public-key-file"];

/// The key that the settings name, read from its file; none when they name none.
///
/// # Errors
/// When two are named in the same place, or it cannot be read, or is weak.
pub(super) fn read(values: &Values) -> Result<Option<SigningKey>, ConfigError> {
    let mut named: Vec<(Origin, &'static str, &str)> = KINDS
        .into_iter()
        .filter_map(|kind| {
            values
                .get(kind)
                .map(|(value, origin)| (origin, kind, value))
        })
        .collect();
    named.sort_by_key(|(origin, ..)| std::cmp::Reverse(*origin));
    let (kind, value) = match named.as_slice() {
        [] => return Ok(None),
        [first, second, ..] if first.0 == second.0 => {
            return Err(ConfigError::TwoKeys(first.1, second.1));
        }
        [first, ..] => (first.1, first.2),
    };
    let key = match kind {
        "jwt-secret" => SigningKey::Shared(value.as_bytes().to_vec()),
        "jwt-secret-file" => SigningKey::Shared(secret(value)?),
        _ => SigningKey::Public(read_file(value)?),
    };
    if let SigningKey::Shared(secret) = &key {
        refuse_weak(secret)?;
    }
    Ok(Some(key))
}

/// The shared secret in a file.
pub(super) fn secret(path: &str) -> Result<Vec<u8>, ConfigError> {
    let secret = secret_file(path)?.into_bytes();
    refuse_weak(&secret)?;
    Ok(secret)
}

/// Refuses a secret that can be guessed.
pub(super) fn refuse_weak(secret: &[u8]) -> Result<(), ConfigError> {
    let weak = |why: String| Err(ConfigError::WeakSecret(why));
    if secret.len() < SECRET_BYTES_MIN {
        return weak(format!(
            "it has {} bytes, {SECRET_BYTES_MIN} are needed",
            secret.len()
        ));
    }
    let different: std::collections::BTreeSet<_> = secret.iter().collect();
    if different.len() < SECRET_VARIETY_MIN {
        return weak(format!("it is made of {} characters", different.len()));
    }
    let text = String::from_utf8_lossy(secret).to_lowercase();
    match KNOWN.iter().find(|known| text.contains(**known)) {
        Some(known) => weak(format!("it contains \"{known}\", as examples do")),
        None => Ok(()),
    }
}

/// The secret in a file that not everybody can read, without the end of its line.
///
/// # Errors
/// When it cannot be read, is no text, or everybody can read it.
pub(super) fn secret_file(path: &str) -> Result<String, ConfigError> {
    if own::is_open(Path::new(path), own::READ) {
        return Err(ConfigError::OpenFile(path.to_owned()));
    }
    let text = String::from_utf8(read_file(path)?).map_err(|error| ConfigError::File {
        path: path.to_owned(),
        reason: error.utf8_error().to_string(),
    })?;
    Ok(text.trim_end().to_owned())
}

pub(super) fn read_file(path: &str) -> Result<Vec<u8>, ConfigError> {
    std::fs::read(path).map_err(|error| ConfigError::File {
        path: path.to_owned(),
        reason: error.to_string(),
    })
}
