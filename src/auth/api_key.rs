//! API keys as they are written: `avtal_`, then the key's id, its legal entity's id and its secret,
//! so that a key is looked for within one legal entity only.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::ids::{ApiKeyId, LegalEntityId};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// How every key begins.
pub const BEGINNING: &str = "avtal_";

/// How the name of a caller begins who signs in with a key; its id follows.
pub const SUBJECT: &str = "api-key:";

/// How many characters after that tell one key from another for people.
const SHOWN_CHARS: usize = 12;

/// The secret part of a key: 32 random bytes.
pub struct Secret([u8; 32]);

/// A key that somebody sent.
pub struct Presented {
    /// Its id.
    pub id: ApiKeyId,
    /// The legal entity that it says it is of.
    pub legal_entity: LegalEntityId,
    /// The hash of its secret.
    pub hash: String,
}

impl Secret {
    /// A new secret.
    ///
    /// # Errors
    /// When the system has no random bytes.
    pub fn make() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// What is kept of it. It is random and long, so that a plain hash cannot be guessed from, and
    /// how long comparing hashes takes tells nothing of the secret.
    #[must_use]
    pub fn hash(&self) -> String {
        hex::encode(Sha256::digest(self.0))
    }

    /// The whole key, as it is sent.
    #[must_use]
    pub fn key(&self, id: ApiKeyId, legal_entity: LegalEntityId) -> String {
        let ids = [*id.0.as_bytes(), *legal_entity.0.as_bytes()].concat();
        let text = URL_SAFE_NO_PAD.encode([ids.as_slice(), &self.0].concat());
        format!("{BEGINNING}{text}")
    }
}

/// The beginning of a key, by which people know it again.
#[must_use]
pub fn prefix(id: ApiKeyId) -> String {
    let text = URL_SAFE_NO_PAD.encode(id.0.as_bytes());
    let shown: String = text.chars().take(SHOWN_CHARS).collect();
    format!("{BEGINNING}{shown}")
}

/// A key taken apart; none where its form is wrong.
#[must_use]
pub fn parse(text: &str) -> Option<Presented> {
    let text = text.strip_prefix(BEGINNING)?;
    let bytes: [u8; 64] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
    let (ids, secret) = bytes.split_at(32);
    let (id, legal_entity) = ids.split_at(16);
    Some(Presented {
        id: Uuid::from_slice(id).ok()?.into(),
        legal_entity: Uuid::from_slice(legal_entity).ok()?.into(),
        hash: hex::encode(Sha256::digest(secret)),
    })
}
