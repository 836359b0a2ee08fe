//! What a request asks: the document or what names it, the operation's name, the variables.
//!
//! JSON that clients send is not made into a tree here. A tree is many times as large as its text,
//! so the values are counted before there is one, and the variables stay text until the operation
//! is known that says which of them it uses.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::web::Query;
use serde_json::value::{RawValue, to_raw_value};

use crate::config::Limits;
use crate::graphql::exact_numbers::{REASON, has_long_number};

use super::answer::{Refusal, refused_as};
use super::precheck::Refused;
use super::variables::Given;

/// A SHA-256 of a document.
pub(super) type Hash = [u8; 32];

/// What a request asks.
pub(super) struct Asked {
    pub document: Named,
    pub operation_name: Option<String>,
    pub variables: Given,
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

/// The keys of a JSON object, each with its value as it was sent.
pub(super) type Keys<'a> = HashMap<String, &'a RawValue>;

/// The keys of a JSON object; none where it is something else.
pub(super) fn keys(json: &str) -> Option<Keys<'_>> {
    serde_json::from_str(json).ok()
}

/// The JSON of a key; none where it is null, as clients send what they do not have.
pub(super) fn given<'a>(keys: &Keys<'a>, name: &str) -> Option<&'a str> {
    let json = keys.get(name).map(|raw| raw.get());
    json.filter(|json| *json != "null")
}

/// Whether JSON, which is some, is an object.
pub(super) fn is_object(json: &str) -> bool {
    json.starts_with('{')
}

/// The body or the query string is no JSON.
pub(super) fn unreadable(message: impl Into<String>) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, "BAD_REQUEST", message)
}

/// It is JSON, and yet no request.
fn bad(message: impl Into<String>) -> Refusal {
    Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "BAD_REQUEST", message)
}

/// Refuses JSON with a number that its reader would have rounded.
fn must_be_exact(json: &str) -> Result<(), Refusal> {
    if has_long_number(json) {
        return Err(Refusal::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "BAD_USER_INPUT",
            REASON,
        ));
    }
    Ok(())
}

/// Refuses JSON with more values than it may have; `what` it is, is told.
fn must_be_small(what: &str, json: &str, limits: &Limits) -> Result<(), Refusal> {
    if values(json) > limits.body_values {
        let refused = Refused::limit(what, limits.body_values, "JSON values");
        return Err(refused_as(refused));
    }
    Ok(())
}

/// How many values JSON has: it itself, and what is in its lists and objects.
fn values(json: &str) -> usize {
    let mut n: usize = 1;
    let (mut in_text, mut is_escaped, mut has_opened) = (false, false, false);
    for byte in json.bytes() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_text => is_escaped = true,
            b'"' if in_text => in_text = false,
            _ if in_text => {}
            b' ' | b'\t' | b'\n' | b'\r' => {}
            b']' | b'}' => has_opened = false,
            _ => {
                // The first in a list or an object, and each that a comma stands before.
                n = n.saturating_add(usize::from(has_opened || byte == b','));
                has_opened = matches!(byte, b'[' | b'{');
                in_text = byte == b'"';
            }
        }
    }
    n
}

/// Reads the body of a POST. Keys that nobody knows are ignored.
///
/// # Errors
/// When it is neither a JSON object nor a list of as many as may be, has too many values, or a key
/// has a value of another kind than it should.
pub(super) fn from_body(body: &[u8], limits: &Limits) -> Result<Body, Refusal> {
    let no_json = || unreadable("the body is no JSON");
    let text = str::from_utf8(body).map_err(|_reason| no_json())?;
    must_be_small("the body", text, limits)?;
    let whole: &RawValue = serde_json::from_str(text).map_err(|_reason| no_json())?;
    must_be_exact(text)?;
    let json = whole.get();
    if !json.starts_with('[') {
        return from_json(json, "the body").map(Body::One);
    }
    if limits.batch == 0 {
        let message = "several requests in one are not taken: send them one by one";
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Err(Refusal::new(status, "BATCHING_DISABLED", message));
    }
    let all: Vec<&RawValue> = serde_json::from_str(json).map_err(|_reason| no_json())?;
    if all.len() > limits.batch {
        let refused = Refused::limit("the body", limits.batch, "requests");
        return Err(refused_as(refused));
    }
    if all.is_empty() {
        return Err(bad("the list has no requests"));
    }
    let members = all.into_iter();
    let members = members.map(|member| from_json(member.get(), "the request"));
    Ok(Body::Many(members.collect()))
}

/// Reads what a message over a socket asks, a JSON object.
///
/// # Errors
/// As for a body.
pub(super) fn from_payload(json: &str, limits: &Limits) -> Result<Asked, Refusal> {
    must_be_small("the message", json, limits)?;
    must_be_exact(json)?;
    from_json(json, "the message")
}

fn from_json(json: &str, what: &str) -> Result<Asked, Refusal> {
    let keys = keys(json).ok_or_else(|| bad(format!("{what} is no JSON object")))?;
    from_keys(&keys)
}

/// Reads the query string of a GET, where variables and extensions are JSON.
///
/// # Errors
/// As for a body.
pub(super) fn from_query(query: &str, limits: &Limits) -> Result<Asked, Refusal> {
    let parts = Query::<HashMap<String, String>>::from_query(query)
        .map_err(|_reason| unreadable("the query string cannot be read"))?;
    let mut values = Vec::new();
    for (name, text) in parts.into_inner() {
        let value = match name.as_str() {
            "variables" | "extensions" => {
                must_be_small(&name, &text, limits)?;
                must_be_exact(&text)?;
                RawValue::from_string(text)
            }
            "query" | "operationName" => to_raw_value(&text),
            id if IDS.contains(&id) => to_raw_value(&text),
            _ => continue,
        };
        let value = value.map_err(|_reason| unreadable(format!("{name} is no JSON")))?;
        values.push((name, value));
    }
    let keys = values.iter().map(|(name, value)| (name.clone(), &**value));
    from_keys(&keys.collect())
}

/// Reads the keys that each way to ask has.
fn from_keys(keys: &Keys<'_>) -> Result<Asked, Refusal> {
    let query = text(keys, "query")?;
    let operation_name = text(keys, "operationName")?;
    let variables = object(keys, "variables")?;
    let hash = hash(object(keys, "extensions")?)?;
    let document = match (query, hash) {
        (Some(query), Some(hash)) => Named::Learn(query, hash),
        (Some(query), None) => Named::Text(query),
        (None, Some(hash)) => Named::Hash(hash),
        (None, None) => {
            let mut id = None;
            for name in IDS {
                id = id.or(text(keys, name)?);
            }
            let id = id.ok_or_else(|| bad("there is no query, and no id of a document"))?;
            let bare = id.strip_prefix(SHA256).and_then(read_hash);
            bare.map_or(Named::Id(id), Named::Hash)
        }
    };
    Ok(Asked {
        document,
        operation_name,
        variables: Given::of(variables),
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
fn hash(extensions: Option<&str>) -> Result<Option<Hash>, Refusal> {
    let extensions = extensions.and_then(keys).unwrap_or_default();
    let Some(said) = given(&extensions, "persistedQuery") else {
        return Ok(None);
    };
    let said = keys(said).unwrap_or_default();
    if given(&said, "version") != Some("1") {
        return Err(bad("extensions.persistedQuery has version 1"));
    }
    let hash = text(&said, "sha256Hash").ok().flatten();
    let hash = hash.and_then(|hash| read_hash(&hash)).ok_or_else(|| {
        bad("extensions.persistedQuery.sha256Hash is a SHA-256 in hexadecimal digits")
    })?;
    Ok(Some(hash))
}

/// A text, where there is one.
fn text(keys: &Keys<'_>, name: &str) -> Result<Option<String>, Refusal> {
    let text = given(keys, name).map(serde_json::from_str).transpose();
    text.map_err(|_other| bad(format!("{name} is no text")))
}

/// The JSON of an object, where there is one.
fn object<'a>(keys: &Keys<'a>, name: &str) -> Result<Option<&'a str>, Refusal> {
    match given(keys, name) {
        Some(json) if !is_object(json) => Err(bad(format!("{name} is no JSON object"))),
        json => Ok(json),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::intake;

    fn one(body: &str) -> Result<Asked, Refusal> {
        match from_body(body.as_bytes(), &Limits::default())? {
            Body::One(asked) => Ok(asked),
            Body::Many(_) => panic!("{body} is a list"),
        }
    }

    #[test]
    fn values_are_counted_wherever_they_stand() {
        for (json, n) in [
            ("7", 1),
            ("[]", 1),
            ("[ ]", 1),
            ("[[], {}]", 3),
            ("[1,2,3]", 4),
            (
                r#"{"a":{"b":[null, "x,y[{", {"c": true}]}, "d": -1.5e3}"#,
                8,
            ),
            (r#""[1,2,3]""#, 1),
            (r#"["\"[1,2", "\\", 3]"#, 4),
        ] {
            assert_eq!(values(json), n, "{json}");
            // What an import counts in JSON that is read, it counts in its text.
            let read = serde_json::from_str(json).unwrap();
            assert_eq!(intake::values(&read), n, "{json}");
        }
    }

    #[test]
    fn an_import_of_a_thousand_rows_of_twenty_fields_is_small_enough() {
        let row: Vec<String> = (0..20).map(|n| format!(r#""field{n}":"x""#)).collect();
        let rows = vec![format!("{{{}}}", row.join(",")); 1_000].join(",");
        let body = format!(r#"{{"query":"{{a}}","variables":{{"rows":[{rows}]}}}}"#);
        assert!(one(&body).is_ok());
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
            (r#" {"query":"{a}"} "#, true),
            (r#"{"query":"{a}"} 7"#, false),
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
        let limits = |batch| Limits {
            batch,
            ..Limits::default()
        };
        let code = |body: &str, most| {
            let read = from_body(body.as_bytes(), &limits(most));
            read.err().unwrap().code()
        };
        assert_eq!(code("[{}]", 0), "BATCHING_DISABLED");
        assert_eq!(code("[{},{},{}]", 2), "LIMIT_EXCEEDED");
        assert_eq!(code("[]", 2), "BAD_REQUEST");
        let body = br#"[{"query":"{a}"},7]"#;
        let Ok(Body::Many(members)) = from_body(body, &limits(2)) else {
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
        let read = |query: &str| from_query(query, &Limits::default());
        let asked = read("query=%7Ba%7D&variables=%7B%22v%22%3A1%7D&other=1").unwrap();
        assert_eq!(asked.document, Named::Text("{a}".to_owned()));
        assert_eq!(asked.variables, Given::of(Some(r#"{"v":1}"#)));
        let asked = read("documentId=a1").unwrap();
        assert_eq!(asked.document, Named::Id("a1".to_owned()));
        assert!(read("variables=1&query=a").is_err());
        assert!(read("variables=%7B&query=a").is_err());
        assert!(read("").is_err());
    }
}
