//! What a request asks: the document or what names it, the operation's name, the variables.

use actix_web::http::StatusCode;
use actix_web::web::Query;
use async_graphql::Variables;
use serde_json::{Map, Value};
use std::collections::HashMap;

use crate::graphql::exact_numbers::{REASON, has_long_number};

use super::answer::Refusal;

/// A SHA-256 of a document.
pub(super) type Hash = [u8; 32];

/// What a request asks.
pub(super) struct Asked {
    pub document: Named,
    pub operation_name: Option<String>,
    pub variables: Variables,
}

/// How a request names its document (C-17).
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// By its text.
    Text(String),
    /// By its text and the hash that it is to be asked by from now on.
    Learn(String, Hash),
    /// By a hash alone: an automatic persisted query, or a trusted document.
    Hash(Hash),
    /// By an id of the manifest.
    Id(String),
}

/// Where the id of a document stands, the standard's name first: `documentId` is GraphQL over HTTP
/// (and codegen's), `doc_id` is what Relay's network layers send, `id` what some others do. They
/// are looked at only where there is no text.
const IDS: [&str; 3] = ["documentId", "doc_id", "id"];

/// What a body holds.
pub(super) enum Body {
    /// One request.
    One(Asked),
    /// A list of them, each as far as it could be read.
    Many(Vec<Result<Asked, Refusal>>),
}

/// The body or the query string is no JSON.
fn unreadable(message: impl Into<String>) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, "BAD_REQUEST", message)
}

/// It is JSON, and yet no request.
fn bad(message: impl Into<String>) -> Refusal {
    Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "BAD_REQUEST", message)
}

/// Refuses JSON with a number that its reader would have rounded.
pub(super) fn must_be_exact(json: &str) -> Result<(), Refusal> {
    if has_long_number(json) {
        return Err(Refusal::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "BAD_USER_INPUT",
            REASON,
        ));
    }
    Ok(())
}

/// Reads the body of a POST. Keys that nobody knows are ignored.
///
/// # Errors
/// When it is neither a JSON object nor a list of `batch_max` at most, or a key has a value of
/// another kind than it should.
pub(super) fn from_body(body: &[u8], batch_max: usize) -> Result<Body, Refusal> {
    let value =
        serde_json::from_slice(body).map_err(|_reason| unreadable("the body is no JSON"))?;
    must_be_exact(str::from_utf8(body).unwrap_or_default())?;
    match value {
        Value::Object(keys) => from_keys(keys).map(Body::One),
        Value::Array(_) if batch_max == 0 => {
            let message = "several requests in one are not taken: send them one by one";
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Err(Refusal::new(status, "BATCHING_DISABLED", message))
        }
        Value::Array(all) if all.len() > batch_max => {
            let message = format!("the body is above the limit of {batch_max} requests");
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Err(Refusal::new(status, "LIMIT_EXCEEDED", message))
        }
        Value::Array(all) if all.is_empty() => Err(bad("the list has no requests")),
        Value::Array(all) => Ok(Body::Many(all.into_iter().map(member).collect())),
        _ => Err(bad("the body is no JSON object")),
    }
}

fn member(value: Value) -> Result<Asked, Refusal> {
    match value {
        Value::Object(keys) => from_keys(keys),
        _ => Err(bad("the request is no JSON object")),
    }
}

/// Reads the query string of a GET, where variables and extensions are JSON.
///
/// # Errors
/// As for a body.
pub(super) fn from_query(query: &str) -> Result<Asked, Refusal> {
    let parts = Query::<HashMap<String, String>>::from_query(query)
        .map_err(|_reason| unreadable("the query string cannot be read"))?;
    let mut keys = Map::new();
    for (name, text) in parts.into_inner() {
        let value = match name.as_str() {
            "query" | "operationName" => Value::String(text),
            "variables" | "extensions" => {
                must_be_exact(&text)?;
                let value = serde_json::from_str(&text);
                value.map_err(|_reason| unreadable(format!("{name} is no JSON")))?
            }
            name if IDS.contains(&name) => Value::String(text),
            _ => continue,
        };
        keys.insert(name, value);
    }
    from_keys(keys)
}

/// Reads the keys that each way to ask has.
///
/// # Errors
/// When a key has a value of another kind than it should.
pub(super) fn from_keys(mut keys: Map<String, Value>) -> Result<Asked, Refusal> {
    let text = text(&mut keys, "query")?;
    let operation_name = self::text(&mut keys, "operationName")?;
    let variables = object(&mut keys, "variables")?;
    let hash = hash(object(&mut keys, "extensions")?)?;
    let document = match (text, hash) {
        (Some(text), Some(hash)) => Named::Learn(text, hash),
        (Some(text), None) => Named::Text(text),
        (None, Some(hash)) => Named::Hash(hash),
        (None, None) => {
            let mut id = None;
            for name in IDS {
                id = id.or(self::text(&mut keys, name)?);
            }
            let id = id.ok_or_else(|| bad("there is no query, and no id of a document"))?;
            let bare = id.strip_prefix(SHA256).and_then(read_hash);
            bare.map_or(Named::Id(id), Named::Hash)
        }
    };
    Ok(Asked {
        document,
        operation_name,
        variables: Variables::from_json(Value::Object(variables)),
    })
}

/// How an id begins that is a hash of the document's text, in GraphQL over HTTP.
pub(super) const SHA256: &str = "sha256:";

/// A hash as it is written: 64 hexadecimal digits.
pub(super) fn read_hash(text: &str) -> Option<Hash> {
    let mut hash = Hash::default();
    hex::decode_to_slice(text, &mut hash).ok()?;
    Some(hash)
}

/// The hash of an automatic persisted query; none where nothing is said of it.
fn hash(mut extensions: Map<String, Value>) -> Result<Option<Hash>, Refusal> {
    let said = match extensions.remove("persistedQuery") {
        None | Some(Value::Null) => return Ok(None),
        Some(said) => said,
    };
    if said.get("version") != Some(&Value::from(1)) {
        return Err(bad("extensions.persistedQuery has version 1"));
    }
    let hash = said.get("sha256Hash").and_then(Value::as_str);
    let hash = hash.and_then(read_hash).ok_or_else(|| {
        bad("extensions.persistedQuery.sha256Hash is a SHA-256 in hexadecimal digits")
    })?;
    Ok(Some(hash))
}

/// A text; none where it is null, as clients send what they do not have.
fn text(keys: &mut Map<String, Value>, name: &str) -> Result<Option<String>, Refusal> {
    match keys.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(bad(format!("{name} is no text"))),
    }
}

fn object(keys: &mut Map<String, Value>, name: &str) -> Result<Map<String, Value>, Refusal> {
    match keys.remove(name) {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(object)) => Ok(object),
        Some(_) => Err(bad(format!("{name} is no JSON object"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(body: &str) -> Result<Asked, Refusal> {
        match from_body(body.as_bytes(), 2)? {
            Body::One(asked) => Ok(asked),
            Body::Many(_) => panic!("{body} is a list"),
        }
    }

    #[test]
    fn bodies_have_keys_of_the_right_kinds() {
        for (body, good) in [
            (r#"{"query":"{a}"}"#, true),
            (
                r#"{"query":"{a}","variables":null,"operationName":null,"extensions":null}"#,
                true,
            ),
            (
                r#"{"query":"{a}","variables":{"a":1},"operationName":"A","x":[1]}"#,
                true,
            ),
            (r#"{"query":"{a}","documentId":7}"#, true),
            (r#"{"qeury":"{a}"}"#, false),
            (r#"{"query":1}"#, false),
            (r#"{"query":null}"#, false),
            (r#"{"query":"{a}","variables":[]}"#, false),
            (r#"{"query":"{a}","variables":"{}"}"#, false),
            (r#"{"query":"{a}","operationName":1}"#, false),
            (r#"{"query":"{a}","extensions":1}"#, false),
            (r#"{"documentId":7}"#, false),
            ("", false),
            ("{\"query\"", false),
            ("7", false),
        ] {
            assert_eq!(one(body).is_ok(), good, "{body}");
        }
    }

    #[test]
    fn a_list_has_as_many_requests_as_it_may() {
        let code = |body: &str, most| from_body(body.as_bytes(), most).err().unwrap().code();
        assert_eq!(code("[{}]", 0), "BATCHING_DISABLED");
        assert_eq!(code("[{},{},{}]", 2), "LIMIT_EXCEEDED");
        assert_eq!(code("[]", 2), "BAD_REQUEST");
        let body = br#"[{"query":"{a}"},7]"#;
        let Ok(Body::Many(members)) = from_body(body, 2) else {
            panic!("it is a list of two");
        };
        let good: Vec<bool> = members.iter().map(Result::is_ok).collect();
        assert_eq!(good, [true, false]);
    }

    #[test]
    fn documents_are_named_in_each_way_that_clients_have() {
        let digits = "0A".repeat(32);
        let hash = [10; 32];
        let apq =
            format!(r#""extensions":{{"persistedQuery":{{"version":1,"sha256Hash":"{digits}"}}}}"#);
        let id = |id: &str| Named::Id(id.to_owned());
        for (body, named) in [
            (format!("{{{apq}}}"), Named::Hash(hash)),
            (
                format!(r#"{{"query":"{{a}}",{apq}}}"#),
                Named::Learn("{a}".to_owned(), hash),
            ),
            (
                format!(r#"{{"documentId":"sha256:{digits}"}}"#),
                Named::Hash(hash),
            ),
            (r#"{"documentId":"a1","id":"b"}"#.to_owned(), id("a1")),
            (r#"{"doc_id":"a1","query":null}"#.to_owned(), id("a1")),
            (r#"{"id":"sha256:zz"}"#.to_owned(), id("sha256:zz")),
            (
                r#"{"id":"a1","query":"{a}"}"#.to_owned(),
                Named::Text("{a}".to_owned()),
            ),
        ] {
            assert_eq!(
                one(&body).ok().map(|asked| asked.document),
                Some(named),
                "{body}"
            );
        }
        for wrong in [
            r#"{"version":2,"sha256Hash":"00"}"#,
            r#"{"version":1,"sha256Hash":"00"}"#,
            r#"{"version":1}"#,
            "7",
        ] {
            let body = format!(r#"{{"query":"{{a}}","extensions":{{"persistedQuery":{wrong}}}}}"#);
            assert_eq!(one(&body).err().unwrap().code(), "BAD_REQUEST", "{body}");
        }
    }

    #[test]
    fn a_query_string_carries_the_same() {
        let asked = from_query("query=%7Ba%7D&variables=%7B%22v%22%3A1%7D&other=1").unwrap();
        assert_eq!(asked.document, Named::Text("{a}".to_owned()));
        assert_eq!(asked.variables.len(), 1);
        let asked = from_query("documentId=a1").unwrap();
        assert_eq!(asked.document, Named::Id("a1".to_owned()));
        assert!(from_query("variables=1&query=a").is_err());
        assert!(from_query("variables=%7B&query=a").is_err());
        assert!(from_query("").is_err());
    }
}
