//! What a token is made of, read without mercy: three parts, no name twice, nothing that asks to be
//! understood and is not.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::Algorithm;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// The longest token that is looked at.
const TOKEN_BYTES_MAX: usize = 8 * 1024;

/// The longest id of a key that is looked for.
const KID_CHARS_MAX: usize = 200;

/// What a header may say beyond the algorithm. All else that the standards know there either names
/// a key from outside (`jwk`, `jku`, `x5u`, `x5c`) or changes how the token is read (`crit`, `b64`,
/// `zip`, `enc`, `cty`); what the standards do not know is harmless.
const REFUSED: [&str; 10] = [
    "jwk", "jku", "x5u", "x5c", "crit", "b64", "zip", "enc", "cty", "epk",
];

/// The kinds of token that sign somebody in. Others, as ID tokens of a logout, are for others.
const TYPES: [&str; 3] = ["jwt", "at+jwt", "application/at+jwt"];

/// A token, taken apart; nothing of it is believed yet.
pub(super) struct Parts<'a> {
    /// How it says it is signed.
    pub algorithm: Algorithm,
    /// Which key it says it is signed with.
    pub kid: Option<String>,
    /// What it says.
    pub claims: Map<String, Value>,
    /// What is signed.
    pub message: &'a str,
    /// The signature, as it is written.
    pub signature: &'a str,
}

/// Takes a token apart; none where anything about its form is wrong.
pub(super) fn parts(token: &str) -> Option<Parts<'_>> {
    if token.len() > TOKEN_BYTES_MAX {
        return None;
    }
    let (message, signature) = token.rsplit_once('.')?;
    let (header, claims) = message.split_once('.')?;
    let header = object(header)?;
    if claims.contains('.') || REFUSED.iter().any(|name| header.contains_key(*name)) {
        return None;
    }
    let algorithm = match header.get("alg")?.as_str()? {
        "RS256" => Algorithm::RS256,
        "ES256" => Algorithm::ES256,
        "EdDSA" => Algorithm::EdDSA,
        "HS256" => Algorithm::HS256,
        _ => return None,
    };
    if let Some(kind) = header.get("typ") {
        let kind = kind.as_str()?.to_ascii_lowercase();
        TYPES.contains(&kind.as_str()).then_some(())?;
    }
    let kid = match header.get("kid") {
        None => None,
        Some(kid) => Some(plain(kid.as_str()?, KID_CHARS_MAX)?.to_owned()),
    };
    Some(Parts {
        algorithm,
        kid,
        claims: object(claims)?,
        message,
        signature,
    })
}

/// A text of at least one character and at most so many, none of them a control character.
pub(in crate::auth) fn plain(text: &str, chars_max: usize) -> Option<&str> {
    let fits = !text.is_empty() && text.chars().count() <= chars_max;
    (fits && !text.chars().any(char::is_control)).then_some(text)
}

fn object(encoded: &str) -> Option<Map<String, Value>> {
    let bytes = URL_SAFE_NO_PAD.decode(encoded).ok()?;
    match serde_json::from_slice(&bytes).ok()? {
        Once(Value::Object(object)) => Some(object),
        Once(_) => None,
    }
}

/// JSON in which no object names anything twice: of two values readers take different ones.
struct Once(Value);

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Read).map(Self)
    }
}

struct Read;

impl<'de> Visitor<'de> for Read {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON without repeated names")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        let number = Number::from_f64(value).ok_or_else(|| E::custom("no number"))?;
        Ok(Value::Number(number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(Once(value)) = all.next_element()? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut all: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some((name, Once(value))) = all.next_entry::<String, Once>()? {
            if object.insert(name, value).is_some() {
                return Err(A::Error::custom("a name stands twice"));
            }
        }
        Ok(Value::Object(object))
    }
}
