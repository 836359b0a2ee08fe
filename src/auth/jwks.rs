//! Keys that tokens are checked with, from PEM, from a shared secret and from sets of JSON Web
//! Keys. Each key is good for one algorithm.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::Deserialize;
use serde_json::Value;

/// The most keys of a set that are looked at.
const KEYS_MAX: usize = 100;

/// RSA keys are at least so long: 2048 bits.
const RSA_BYTES_MIN: usize = 256;

/// And at most so long, so that checking stays cheap: 8192 bits.
const RSA_BYTES_MAX: usize = 1024;

const SECRET_BYTES_MIN: usize = 32;

/// A key that tokens are checked with.
#[derive(Clone, Debug)]
pub struct Key {
    /// Its id; keys without one are tried whatever id a token names.
    pub(super) kid: Option<String>,
    /// The one algorithm that it is good for.
    pub(super) algorithm: Algorithm,
    pub(super) key: DecodingKey,
}

/// Why a key cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// A shared secret that can be guessed.
    #[error("the secret has {0} bytes; at least 32 are needed")]
    Weak(usize),
    /// Not a PEM key of a kind we take.
    #[error("the key is no PEM key for RS256, ES256 or EdDSA")]
    Form,
    /// Not a set of keys.
    #[error("it is no set of JSON Web Keys: {0}")]
    Set(String),
    /// A set without a key that we could use.
    #[error("none of its keys is a public key for signatures by RS256, ES256 or EdDSA")]
    NoneUsable,
}

/// How a key is read from PEM.
type ReadKey = fn(&[u8]) -> jsonwebtoken::errors::Result<DecodingKey>;

impl Key {
    /// A shared secret (HS256).
    ///
    /// # Errors
    /// When it is shorter than 32 bytes.
    pub fn shared(secret: &[u8]) -> Result<Self, KeyError> {
        if secret.len() < SECRET_BYTES_MIN {
            return Err(KeyError::Weak(secret.len()));
        }
        Ok(Self {
            kid: None,
            algorithm: Algorithm::HS256,
            key: DecodingKey::from_secret(secret),
        })
    }

    /// A public key in PEM; the kind of key decides the algorithm.
    ///
    /// # Errors
    /// When the text is no such key.
    pub fn public(pem: &[u8]) -> Result<Self, KeyError> {
        let kinds: [(Algorithm, ReadKey); 3] = [
            (Algorithm::EdDSA, DecodingKey::from_ed_pem),
            (Algorithm::ES256, DecodingKey::from_ec_pem),
            (Algorithm::RS256, DecodingKey::from_rsa_pem),
        ];
        let read = |(algorithm, read): (Algorithm, ReadKey)| {
            let key = read(pem).ok()?;
            let kid = None;
            Some(Self {
                kid,
                algorithm,
                key,
            })
        };
        kinds.into_iter().find_map(read).ok_or(KeyError::Form)
    }

    /// The one algorithm that it is good for.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Whether a signature over a message is this key's.
    pub(super) fn signed(&self, message: &str, signature: &str) -> bool {
        let verified =
            jsonwebtoken::crypto::verify(signature, message.as_bytes(), &self.key, self.algorithm);
        verified.unwrap_or(false)
    }

    /// A key of a set; none where it is for something else.
    fn of(jwk: &Jwk) -> Option<Self> {
        if jwk.usage.as_deref().is_some_and(|usage| usage != "sig")
            || jwk.d.is_some()
            || jwk
                .key_ops
                .as_ref()
                .is_some_and(|all| all.iter().all(|op| op != "verify"))
        {
            return None;
        }
        let (algorithm, names) = match (jwk.kty.as_str(), jwk.crv.as_deref()) {
            ("RSA", _) => (Algorithm::RS256, &["RS256"][..]),
            ("EC", Some("P-256")) => (Algorithm::ES256, &["ES256"][..]),
            ("OKP", Some("Ed25519")) => (Algorithm::EdDSA, &["EdDSA", "Ed25519"][..]),
            _ => return None,
        };
        if jwk.alg.as_deref().is_some_and(|alg| !names.contains(&alg)) {
            return None;
        }
        let number = |text: &Option<String>| URL_SAFE_NO_PAD.decode(text.as_ref()?).ok();
        let key = match algorithm {
            Algorithm::RS256 => {
                let (n, e) = (number(&jwk.n)?, number(&jwk.e)?);
                let fits = (RSA_BYTES_MIN..=RSA_BYTES_MAX).contains(&n.len());
                (fits && !e.is_empty()).then(|| DecodingKey::from_rsa_raw_components(&n, &e))?
            }
            Algorithm::ES256 => {
                let (x, y) = (number(&jwk.x)?, number(&jwk.y)?);
                (x.len() == 32 && y.len() == 32).then_some(())?;
                DecodingKey::from_ec_components(jwk.x.as_ref()?, jwk.y.as_ref()?).ok()?
            }
            _ => {
                (number(&jwk.x)?.len() == 32).then_some(())?;
                DecodingKey::from_ed_components(jwk.x.as_ref()?).ok()?
            }
        };
        Some(Self {
            kid: jwk.kid.clone(),
            algorithm,
            key,
        })
    }
}

/// What of a JSON Web Key matters here.
#[derive(Deserialize)]
struct Jwk {
    kty: String,
    kid: Option<String>,
    #[serde(rename = "use")]
    usage: Option<String>,
    key_ops: Option<Vec<String>>,
    alg: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
    /// The private half, which nobody publishes who knows what he does.
    d: Option<Value>,
}

#[derive(Deserialize)]
struct Set {
    keys: Vec<Value>,
}

/// The keys of a set that tokens can be checked with; others are left out.
///
/// # Errors
/// When it is no set, or none of its keys can be used.
pub fn keys(set: &[u8]) -> Result<Vec<Key>, KeyError> {
    let set: Set = serde_json::from_slice(set).map_err(|error| KeyError::Set(error.to_string()))?;
    let read = |jwk: &Value| Key::of(&Jwk::deserialize(jwk).ok()?);
    let keys: Vec<Key> = set.keys.iter().take(KEYS_MAX).filter_map(read).collect();
    match keys.is_empty() {
        true => Err(KeyError::NoneUsable),
        false => Ok(keys),
    }
}
