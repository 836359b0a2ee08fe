//! Tokens: JSON Web Tokens in, callers out, and the other way for our own.

mod strict;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::caller::{Caller, Credential, Membership};
use super::jwks::Key;
pub use super::jwks::KeyError;
use super::keyring::{Keyring, Source, Standing};
use super::mapping::{Bound, Mapping, Preset};
use super::own::{self, OwnKeyError};

use strict::Parts;
pub(super) use strict::plain;

/// How far the clocks of others may be off.
const LEEWAY: TimeDelta = TimeDelta::seconds(30);

/// How long a token is good for at most, unless the settings say otherwise.
const LIFE_MAX: TimeDelta = TimeDelta::hours(24);

/// The most keys that a token is tried with.
const TRIES_MAX: usize = 8;

/// The longest id of a token.
const ID_CHARS_MAX: usize = 200;

/// What a token says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Claims {
    /// Who made it.
    pub iss: String,
    /// For whom it was made.
    pub aud: String,
    /// Who carries it.
    pub sub: String,
    /// When it ends, in seconds since 1970.
    pub exp: i64,
    /// When it was made.
    pub iat: i64,
    /// The legal entities that the carrier may act in, with its roles in each.
    pub legal_entities: Vec<Membership>,
}

/// How a token is made.
#[derive(Clone)]
pub struct Issuer {
    key: EncodingKey,
    algorithm: Algorithm,
    kid: Option<String>,
}

/// An issuer whose tokens are believed.
#[derive(Clone)]
pub struct Trusted {
    /// What it is called here.
    pub name: String,
    /// What it calls itself (iss).
    pub issuer: String,
    /// For whom its tokens are (aud).
    pub audiences: Vec<String>,
    /// How its claims are read.
    pub mapping: Mapping,
    /// The keys that it signs with.
    pub keyrings: Vec<Arc<Keyring>>,
}

/// How tokens are checked. Cloning it shares the keys.
#[derive(Clone)]
pub struct Verifier {
    issuers: Arc<[Trusted]>,
    life_max: TimeDelta,
    own: Option<Own>,
}

/// What we tell others of our own keys.
#[derive(Clone, Debug)]
pub struct Own {
    /// Where they are.
    pub folder: PathBuf,
    /// What we call ourselves (iss).
    pub issuer: String,
}

/// A token that is not to be believed. Deliberately without a reason: the caller learns none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the token is not valid")]
pub struct BadToken;

impl Verifier {
    /// Believes these issuers.
    #[must_use]
    pub fn new(issuers: Vec<Trusted>) -> Self {
        Self {
            issuers: issuers.into(),
            life_max: LIFE_MAX,
            own: None,
        }
    }

    /// The same, with another longest life of a token.
    #[must_use]
    pub fn with_life_max(self, life_max: TimeDelta) -> Self {
        Self { life_max, ..self }
    }

    /// The same, telling others of our own keys.
    #[must_use]
    pub fn with_own(self, own: Option<Own>) -> Self {
        Self { own, ..self }
    }

    /// Checks tokens against a shared secret (HS256).
    ///
    /// # Errors
    /// When the secret is shorter than 32 bytes.
    pub fn shared(secret: &[u8], issuer: &str, audience: &str) -> Result<Self, KeyError> {
        let keys = vec![Key::shared(secret)?];
        Ok(Self::new(vec![Trusted::simple(issuer, audience, keys)]))
    }

    /// Checks tokens against a public key in PEM; the kind of key decides the algorithm.
    ///
    /// # Errors
    /// When the text is no such key.
    pub fn public(pem: &[u8], issuer: &str, audience: &str) -> Result<Self, KeyError> {
        let keys = vec![Key::public(pem)?];
        Ok(Self::new(vec![Trusted::simple(issuer, audience, keys)]))
    }

    /// The caller that a token names.
    ///
    /// # Errors
    /// When anything about the token is wrong.
    pub async fn caller(&self, token: &str, now: DateTime<Utc>) -> Result<Caller, BadToken> {
        let parts = strict::parts(token).ok_or(BadToken)?;
        let issuer = parts.claims.get("iss").and_then(Value::as_str);
        let trusted = self
            .issuers
            .iter()
            .find(|one| issuer == Some(one.issuer.as_str()));
        let trusted = trusted.ok_or(BadToken)?;
        if !trusted.signed(&parts, now).await {
            return Err(BadToken);
        }
        self.read(trusted, parts.claims, now).ok_or(BadToken)
    }

    /// What a signed token says, if it is for us and for now.
    fn read(
        &self,
        trusted: &Trusted,
        claims: Map<String, Value>,
        now: DateTime<Utc>,
    ) -> Option<Caller> {
        let expires = instant(claims.get("exp")?)?;
        let begins = optional(&claims, "nbf", instant)?;
        let issued = optional(&claims, "iat", instant)?;
        let id = optional(&claims, "jti", |id| {
            plain(id.as_str()?, ID_CHARS_MAX).map(str::to_owned)
        })?;
        let life_max = expires - now <= self.life_max + LEEWAY
            && issued.is_none_or(|issued| expires - issued <= self.life_max);
        let is_now = expires + LEEWAY >= now
            && begins.is_none_or(|begins| begins - LEEWAY <= now)
            && issued.is_none_or(|issued| issued - LEEWAY <= now);
        if !life_max || !is_now || !trusted.is_for_us(claims.get("aud")?)? {
            return None;
        }
        let (subject, memberships) = trusted.mapping.read(claims)?;
        let credential = Credential {
            id,
            issued,
            expires: Some(expires),
        };
        Some(Caller::new(subject, memberships).with(credential))
    }

    /// Fetches the keys that are not at hand yet.
    pub async fn warm(&self, now: DateTime<Utc>) {
        let keyrings = self.issuers.iter().flat_map(|one| &one.keyrings);
        futures_util::future::join_all(keyrings.map(|keyring| keyring.warm(now))).await;
    }

    /// How each issuer stands: its name, its keys, and why they could not be renewed.
    #[must_use]
    pub fn standings(&self, now: DateTime<Utc>) -> Vec<(&str, Standing)> {
        let standing = |one: &Trusted| {
            let all = one.keyrings.iter().map(|keyring| keyring.standing(now));
            all.fold(Standing::default(), |sum, next| Standing {
                keys: sum.keys + next.keys,
                failure: sum.failure.or(next.failure),
            })
        };
        let all = self.issuers.iter();
        all.map(|one| (one.name.as_str(), standing(one))).collect()
    }

    /// What we tell others of our own keys.
    #[must_use]
    pub fn own(&self) -> Option<&Own> {
        self.own.as_ref()
    }
}

impl Trusted {
    /// An issuer that knows our own shape of tokens and may speak for every legal entity.
    #[must_use]
    pub fn simple(issuer: &str, audience: &str, keys: Vec<Key>) -> Self {
        let algorithms = keys.iter().map(|key| key.algorithm).collect();
        Self {
            name: issuer.to_owned(),
            issuer: issuer.to_owned(),
            audiences: vec![audience.to_owned()],
            mapping: Preset::Avtal.mapping(Bound::Any),
            keyrings: vec![Keyring::new(Source::Fixed(keys), algorithms)],
        }
    }

    /// Whether one of its keys signed a token.
    async fn signed(&self, parts: &Parts<'_>, now: DateTime<Utc>) -> bool {
        for keyring in &self.keyrings {
            let keys = keyring
                .find(parts.algorithm, parts.kid.as_deref(), now)
                .await;
            let mut keys = keys.iter().take(TRIES_MAX);
            if keys.any(|key| key.signed(parts.message, parts.signature)) {
                return true;
            }
        }
        false
    }

    /// Whether an audience is ours: one, or one of several that are all texts.
    fn is_for_us(&self, audience: &Value) -> Option<bool> {
        let is_ours = |name: &str| self.audiences.iter().any(|own| own == name);
        match audience {
            Value::String(name) => Some(is_ours(name)),
            Value::Array(all) => {
                let names: Vec<&str> = all.iter().map(Value::as_str).collect::<Option<_>>()?;
                Some(names.into_iter().any(is_ours))
            }
            _ => None,
        }
    }
}

/// An instant as tokens write it: whole seconds since 1970.
fn instant(value: &Value) -> Option<DateTime<Utc>> {
    // Far beyond any token, and far from where adding to an instant would fail.
    const SECONDS_MAX: i64 = 100_000_000_000;
    let seconds = value.as_i64()?;
    let fits = (0..SECONDS_MAX).contains(&seconds);
    fits.then(|| DateTime::from_timestamp(seconds, 0))?
}

/// A claim that may be absent, but not wrong.
fn optional<T>(
    claims: &Map<String, Value>,
    name: &str,
    read: impl Fn(&Value) -> Option<T>,
) -> Option<Option<T>> {
    match claims.get(name) {
        None => Some(None),
        Some(value) => read(value).map(Some),
    }
}

impl Issuer {
    /// Makes tokens with a shared secret (HS256).
    #[must_use]
    pub fn shared(secret: &[u8]) -> Self {
        Self {
            key: EncodingKey::from_secret(secret),
            algorithm: Algorithm::HS256,
            kid: None,
        }
    }

    /// Makes tokens with the newest of our own keys (EdDSA).
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub fn own(folder: &Path) -> Result<Self, OwnKeyError> {
        let (kid, key) = own::signing(folder)?;
        Ok(Self {
            key,
            algorithm: Algorithm::EdDSA,
            kid: Some(kid),
        })
    }

    /// A signed token, with an id by which it can be revoked.
    ///
    /// # Errors
    /// When signing fails.
    pub fn token(&self, claims: &Claims) -> Result<String, jsonwebtoken::errors::Error> {
        #[derive(Serialize)]
        struct Named<'a> {
            #[serde(flatten)]
            claims: &'a Claims,
            #[serde(skip_serializing_if = "Option::is_none")]
            jti: Option<String>,
        }
        let mut id = [0; 16];
        // Without it the token is good all the same, and revoked by its carrier's name.
        let jti = getrandom::fill(&mut id).is_ok().then(|| hex::encode(id));
        let header = Header {
            kid: self.kid.clone(),
            ..Header::new(self.algorithm)
        };
        encode(&header, &Named { claims, jti }, &self.key)
    }
}
