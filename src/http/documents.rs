//! Documents that are asked by a hash or an id (C-17): those that clients sent before with their
//! hash (automatic persisted queries), and those of the manifest.
//!
//! What was learnt is kept by the hash of its text, for all callers alike: a hash gives nothing
//! but the text that it was made from, which is then asked under the caller's own rights. Whether
//! somebody else asked a document before is all that can be found out, by whoever has its text.
//! The store is bounded in bytes and lets documents in by how often they are asked, so that many
//! that are asked once do not drive out the few that are asked all the time.

use std::sync::Arc;

use async_graphql::Response;
use moka::sync::Cache;
use sha2::{Digest, Sha256};

use crate::config::Documents as Mode;

use super::answer::request_error;
use super::asked::{Hash, Named};
use super::manifest::Manifest;

/// What a document costs in the store besides its text, in bytes: its hash and its place.
const OVERHEAD: usize = 128;

/// The documents of one server that are known by something else than their text.
pub(super) struct Documents {
    mode: Mode,
    trusted: Manifest,
    learnt: Cache<Hash, Arc<str>>,
}

/// A document that was found, or came along.
pub(super) struct Found {
    pub text: String,
    /// The hash that it is to be known by from now on, once it turned out to be good.
    pub learn: Option<Hash>,
}

impl Found {
    fn known(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            learn: None,
        }
    }
}

impl Documents {
    /// With the documents of a manifest, and room for others of so many bytes.
    pub(super) fn new(mode: Mode, trusted: Manifest, learnt_bytes: usize) -> Self {
        let bytes = u64::try_from(learnt_bytes).unwrap_or(u64::MAX);
        let weight = |_: &Hash, text: &Arc<str>| {
            u32::try_from(text.len().saturating_add(OVERHEAD)).unwrap_or(u32::MAX)
        };
        Self {
            mode,
            trusted,
            learnt: Cache::builder().max_capacity(bytes).weigher(weight).build(),
        }
    }

    /// The same documents with room for others of so many bytes, none of them learnt yet.
    pub(super) fn with_room(&self, learnt_bytes: usize) -> Self {
        Self::new(self.mode, self.trusted.clone(), learnt_bytes)
    }

    /// The text that a request means.
    ///
    /// # Errors
    /// The answer, where there is none or it is not taken. The messages are those that clients
    /// compare; where hashes are off, a text that comes along with one is taken all the same.
    pub(super) fn found(&self, named: Named) -> Result<Found, Box<Response>> {
        let wrong = |message: &str, code| Box::new(request_error(message, None, code));
        let missing = || wrong("PersistedQueryNotFound", "PERSISTED_QUERY_NOT_FOUND");
        match (self.mode, named) {
            (Mode::OnlyTrusted, Named::Text(_) | Named::Learn(..)) => {
                let message = "only trusted documents are asked here, by their id";
                Err(wrong(message, "DOCUMENT_NOT_TRUSTED"))
            }
            (Mode::Off, Named::Learn(text, _)) | (_, Named::Text(text)) => {
                Ok(Found { text, learn: None })
            }
            (_, Named::Learn(text, hash)) => {
                if Hash::from(Sha256::digest(&text)) != hash {
                    let message = "sha256Hash is not the hash of the query";
                    return Err(wrong(message, "BAD_USER_INPUT"));
                }
                let learn = Some(hash);
                Ok(Found { text, learn })
            }
            (Mode::Off, Named::Hash(_) | Named::Id(_)) => {
                let (message, code) = (
                    "PersistedQueryNotSupported",
                    "PERSISTED_QUERY_NOT_SUPPORTED",
                );
                Err(wrong(message, code))
            }
            (_, Named::Id(id)) => self.trusted.get(&id).map(Found::known).ok_or_else(missing),
            (_, Named::Hash(hash)) => {
                if let Some(text) = self.trusted.get(&hex::encode(hash)) {
                    return Ok(Found::known(text));
                }
                let text = self.learnt.get(&hash).ok_or_else(missing)?;
                Ok(Found::known(&text))
            }
        }
    }

    /// Keeps a document by its hash.
    pub(super) fn learn(&self, hash: Hash, text: &str) {
        self.learnt.insert(hash, Arc::from(text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(text: &str) -> Hash {
        Hash::from(Sha256::digest(text))
    }

    /// Keeps a text, and asks for it by its hash.
    fn is_kept(documents: &Documents, text: &str) -> bool {
        documents.learn(hash(text), text);
        documents.learnt.run_pending_tasks();
        documents.found(Named::Hash(hash(text))).is_ok()
    }

    #[test]
    fn what_is_learnt_fits_into_its_bytes() {
        let documents = Documents::new(Mode::Apq, Manifest::default(), 1_024);
        assert!(is_kept(&documents, &"a".repeat(1_024 - OVERHEAD)));
        assert!(!is_kept(&documents, &"b".repeat(1_025 - OVERHEAD)));
        for n in 0..100 {
            is_kept(&documents, &format!("{{ f{n} }}"));
        }
        assert!(documents.learnt.weighted_size() <= 1_024);
    }

    #[test]
    fn what_is_asked_once_does_not_drive_out_what_is_asked_often() {
        let documents = Documents::new(Mode::Apq, Manifest::default(), 10 * (OVERHEAD + 10));
        let often = "{ often }";
        for _ in 0..20 {
            assert!(is_kept(&documents, often));
        }
        // Twice as many others as there is room for, between one time and the next.
        for n in 0..1_000 {
            is_kept(&documents, &format!("{{ f{n} }}"));
            if n % 20 == 0 {
                assert!(documents.found(Named::Hash(hash(often))).is_ok(), "{n}");
            }
        }
    }
}
