//! Tokens: JSON Web Tokens in, callers out, and the other way for our own.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};

use super::caller::{Caller, Credential, Membership};

/// The longest token that is looked at.
const TOKEN_BYTES_MAX: usize = 8 * 1024;

/// How far the clocks of others may be off.
const LEEWAY: TimeDelta = TimeDelta::seconds(30);

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

/// What of a token is checked when ours differs in shape: only what a caller is made of.
#[derive(Deserialize)]
struct Carried {
    sub: String,
    exp: i64,
    iat: Option<i64>,
    nbf: Option<i64>,
    jti: Option<String>,
    legal_entities: Vec<Membership>,
}

/// How a token is checked.
#[derive(Clone)]
pub struct Verifier {
    key: DecodingKey,
    validation: Validation,
}

/// How a key is read from PEM.
type ReadKey = fn(&[u8]) -> jsonwebtoken::errors::Result<DecodingKey>;

/// How a token is made.
#[derive(Clone)]
pub struct Issuer {
    key: EncodingKey,
    algorithm: Algorithm,
}

/// Why a key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// A shared secret that can be guessed.
    #[error("the secret has {0} bytes; at least 32 are needed")]
    Weak(usize),
    /// Not a PEM key of a kind we take.
    #[error("the key is no PEM key for RS256, ES256 or EdDSA")]
    Form,
}

/// A token that is not to be believed. Deliberately without a reason: the caller learns none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the token is not valid")]
pub struct BadToken;

fn validation(algorithm: Algorithm, issuer: &str, audience: &str) -> Validation {
    let mut validation = Validation::new(algorithm);
    validation.set_issuer(&[issuer]);
    validation.set_audience(&[audience]);
    validation.required_spec_claims = ["exp", "iss", "aud", "sub"]
        .into_iter()
        .map(str::to_owned)
        .collect::<HashSet<_>>();
    // The time is asked of our own clock, in [`Verifier::caller`].
    validation.validate_exp = false;
    validation
}

impl Verifier {
    /// Checks tokens against a shared secret (HS256).
    ///
    /// # Errors
    /// When the secret is shorter than 32 bytes.
    pub fn shared(secret: &[u8], issuer: &str, audience: &str) -> Result<Self, KeyError> {
        if secret.len() < 32 {
            return Err(KeyError::Weak(secret.len()));
        }
        let key = DecodingKey::from_secret(secret);
        Ok(Self {
            key,
            validation: validation(Algorithm::HS256, issuer, audience),
        })
    }

    /// Checks tokens against a public key in PEM; the kind of key decides the algorithm.
    ///
    /// # Errors
    /// When the text is no such key.
    pub fn public(pem: &[u8], issuer: &str, audience: &str) -> Result<Self, KeyError> {
        let kinds: [(Algorithm, ReadKey); 3] = [
            (Algorithm::EdDSA, DecodingKey::from_ed_pem),
            (Algorithm::ES256, DecodingKey::from_ec_pem),
            (Algorithm::RS256, DecodingKey::from_rsa_pem),
        ];
        for (algorithm, read) in kinds {
            if let Ok(key) = read(pem) {
                return Ok(Self {
                    key,
                    validation: validation(algorithm, issuer, audience),
                });
            }
        }
        Err(KeyError::Form)
    }

    /// The caller that a token names.
    ///
    /// # Errors
    /// When anything about the token is wrong.
    pub async fn caller(&self, token: &str, now: DateTime<Utc>) -> Result<Caller, BadToken> {
        if token.len() > TOKEN_BYTES_MAX {
            return Err(BadToken);
        }
        let carried = decode::<Carried>(token, &self.key, &self.validation)
            .map_err(|_reason| BadToken)?
            .claims;
        if carried.sub.is_empty() || carried.sub.len() > 200 {
            return Err(BadToken);
        }
        let instant = |seconds| DateTime::from_timestamp(seconds, 0).ok_or(BadToken);
        let expires = instant(carried.exp)?;
        let not_before = carried.nbf.map(instant).transpose()?;
        if expires + LEEWAY < now || not_before.is_some_and(|begin| begin - LEEWAY > now) {
            return Err(BadToken);
        }
        let credential = Credential {
            id: carried.jti,
            issued: carried.iat.map(instant).transpose()?,
            expires: Some(expires),
        };
        Ok(Caller::new(carried.sub, carried.legal_entities).with(credential))
    }
}

impl Issuer {
    /// Makes tokens with a shared secret (HS256).
    #[must_use]
    pub fn shared(secret: &[u8]) -> Self {
        Self {
            key: EncodingKey::from_secret(secret),
            algorithm: Algorithm::HS256,
        }
    }

    /// A signed token.
    ///
    /// # Errors
    /// When signing fails.
    pub fn token(&self, claims: &Claims) -> Result<String, jsonwebtoken::errors::Error> {
        encode(&Header::new(self.algorithm), claims, &self.key)
    }
}
