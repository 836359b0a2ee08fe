//! What a request asks: the document, the operation's name, the variables.

use actix_web::http::StatusCode;
use actix_web::web::Query;
use async_graphql::Variables;
use serde_json::{Map, Value};
use std::collections::HashMap;

use crate::graphql::exact_numbers::{REASON, has_long_number};

use super::answer::Refusal;

/// What a request asks.
pub(super) struct Asked {
    pub query: String,
    pub operation_name: Option<String>,
    pub variables: Variables,
}

fn bad(message: impl Into<String>) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, "BAD_REQUEST", message)
}

/// Refuses JSON with a number that its reader would have rounded.
pub(super) fn must_be_exact(json: &str) -> Result<(), Refusal> {
    if has_long_number(json) {
        return Err(Refusal::new(
            StatusCode::BAD_REQUEST,
            "BAD_USER_INPUT",
            REASON,
        ));
    }
    Ok(())
}

/// Reads the body of a POST. Keys that nobody knows are ignored.
///
/// # Errors
/// When it is no JSON object, or a key has a value of another kind than it should.
pub(super) fn from_body(body: &[u8]) -> Result<Asked, Refusal> {
    let value = serde_json::from_slice(body).map_err(|_reason| bad("the body is no JSON"))?;
    must_be_exact(str::from_utf8(body).unwrap_or_default())?;
    match value {
        Value::Object(keys) => from_keys(keys),
        Value::Array(_) => {
            let message = "several requests in one are not taken: send them one by one";
            Err(Refusal::new(
                StatusCode::BAD_REQUEST,
                "BATCHING_DISABLED",
                message,
            ))
        }
        _ => Err(bad("the body is no JSON object")),
    }
}

/// Reads the query string of a GET, where variables and extensions are JSON.
///
/// # Errors
/// As for a body.
pub(super) fn from_query(query: &str) -> Result<Asked, Refusal> {
    let parts = Query::<HashMap<String, String>>::from_query(query)
        .map_err(|_reason| bad("the query string cannot be read"))?;
    let mut keys = Map::new();
    for (name, text) in parts.into_inner() {
        let value = match name.as_str() {
            "query" | "operationName" => Value::String(text),
            "variables" | "extensions" => {
                must_be_exact(&text)?;
                serde_json::from_str(&text).map_err(|_reason| bad(format!("{name} is no JSON")))?
            }
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
    let query = match keys.remove("query") {
        Some(Value::String(query)) => query,
        Some(_) => return Err(bad("query is no text")),
        None => return Err(bad("there is no query")),
    };
    let operation_name = match keys.remove("operationName") {
        None | Some(Value::Null) => None,
        Some(Value::String(name)) => Some(name),
        Some(_) => return Err(bad("operationName is no text")),
    };
    let variables = object(&mut keys, "variables")?;
    // Nothing reads them, but they have a form all the same.
    object(&mut keys, "extensions")?;
    Ok(Asked {
        query,
        operation_name,
        variables: Variables::from_json(variables),
    })
}

fn object(keys: &mut Map<String, Value>, name: &str) -> Result<Value, Refusal> {
    match keys.remove(name) {
        None | Some(Value::Null) => Ok(Value::Object(Map::new())),
        Some(Value::Object(object)) => Ok(Value::Object(object)),
        Some(_) => Err(bad(format!("{name} is no JSON object"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            (r#"{"qeury":"{a}"}"#, false),
            (r#"{"query":1}"#, false),
            (r#"{"query":"{a}","variables":[]}"#, false),
            (r#"{"query":"{a}","variables":"{}"}"#, false),
            (r#"{"query":"{a}","operationName":1}"#, false),
            (r#"{"query":"{a}","extensions":1}"#, false),
            ("[]", false),
            ("", false),
            ("{\"query\"", false),
            ("7", false),
        ] {
            assert_eq!(from_body(body.as_bytes()).is_ok(), good, "{body}");
        }
        assert_eq!(
            from_body(b"[{}]").err().unwrap().code(),
            "BATCHING_DISABLED"
        );
    }

    #[test]
    fn a_query_string_carries_the_same() {
        let asked = from_query("query=%7Ba%7D&variables=%7B%22v%22%3A1%7D&other=1").unwrap();
        assert_eq!(asked.query, "{a}");
        assert_eq!(asked.variables.len(), 1);
        assert!(from_query("variables=1&query=a").is_err());
        assert!(from_query("variables=%7B&query=a").is_err());
        assert!(from_query("").is_err());
    }
}
