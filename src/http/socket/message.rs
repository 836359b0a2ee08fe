//! The messages of `graphql-transport-ws`.
//!
//! What a message carries stays the text that it came as: see [`asked`](crate::http::asked).

use async_graphql::ServerError;
use serde_json::{Value, json};

use crate::http::asked::{Keys, given, is_object, keys};

/// The longest id of an operation: each of its responses repeats it.
const ID_BYTES_MAX: usize = 128;

/// A message of the client's.
#[derive(Debug)]
pub(super) enum Incoming<'a> {
    /// It introduces itself.
    Init(Keys<'a>),
    /// It asks whether we are there, with JSON that comes back with the answer.
    Ping(Option<&'a str>),
    /// It is there.
    Pong,
    /// It asks an operation, under an id of its own.
    Subscribe {
        /// The id.
        id: String,
        /// What is asked, a JSON object.
        payload: &'a str,
    },
    /// It wants to hear no more of an operation.
    Complete {
        /// The id.
        id: String,
    },
}

/// Reads a message.
///
/// # Errors
/// When it is none; why.
pub(super) fn read(text: &str) -> Result<Incoming<'_>, &'static str> {
    let json: &serde_json::value::RawValue =
        serde_json::from_str(text).map_err(|_reason| "the message is no JSON")?;
    let message = keys(json.get()).ok_or("the message is no JSON object")?;
    let payload = match given(&message, "payload") {
        Some(payload) if !is_object(payload) => Err("the payload is no JSON object"),
        payload => Ok(payload),
    };
    let text = |name| given(&message, name).map(serde_json::from_str::<String>);
    let id = match text("id") {
        Some(Ok(id)) if id.len() > ID_BYTES_MAX => Err("an id is 128 bytes at most"),
        Some(Ok(id)) if !id.is_empty() => Ok(id),
        _ => Err("the message has no id"),
    };
    let kind = text("type").and_then(Result::ok);
    match kind.as_deref() {
        Some("connection_init") => {
            let payload = payload?.and_then(keys);
            Ok(Incoming::Init(payload.unwrap_or_default()))
        }
        Some("ping") => Ok(Incoming::Ping(payload?)),
        Some("pong") => payload.map(|_| Incoming::Pong),
        Some("subscribe") => match payload {
            Ok(Some(payload)) => Ok(Incoming::Subscribe { id: id?, payload }),
            _ => Err("what is to be subscribed to is no JSON object"),
        },
        Some("complete") => Ok(Incoming::Complete { id: id? }),
        Some(_) => Err("there is no message of this type"),
        None => Err("the message has no type"),
    }
}

/// Whoever introduced itself is welcome.
pub(super) fn ack() -> String {
    json!({ "type": "connection_ack" }).to_string()
}

/// Is the client there?
pub(super) fn ping() -> String {
    json!({ "type": "ping" }).to_string()
}

/// We are there; `payload` is the JSON that we were asked with.
pub(super) fn pong(payload: Option<&str>) -> String {
    match payload {
        Some(payload) => format!(r#"{{"type":"pong","payload":{payload}}}"#),
        None => json!({ "type": "pong" }).to_string(),
    }
}

/// A response to an operation; `body` is its JSON.
pub(super) fn next(id: &str, body: &str) -> String {
    format!(
        r#"{{"id":{},"type":"next","payload":{body}}}"#,
        Value::from(id)
    )
}

/// An operation failed as a whole, and nothing more comes.
pub(super) fn error(id: &str, errors: &[ServerError]) -> String {
    json!({ "id": id, "type": "error", "payload": errors }).to_string()
}

/// Nothing more comes of an operation.
pub(super) fn complete(id: &str) -> String {
    json!({ "id": id, "type": "complete" }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_read_or_refused() {
        let long = |bytes| format!(r#"{{"id":"{}","type":"complete"}}"#, "x".repeat(bytes));
        for good in [
            long(ID_BYTES_MAX).as_str(),
            r#"{"type":"connection_init"}"#,
            r#"{"type":"connection_init","payload":{}}"#,
            r#"{"type":"connection_init","payload":null}"#,
            r#"{"type":"ping","payload":{"a":1}}"#,
            r#"{"type":"pong"}"#,
            r#"{"id":"1","type":"subscribe","payload":{"query":"{a}"}}"#,
            r#"{"id":"1","type":"complete"}"#,
        ] {
            assert!(read(good).is_ok(), "{good}");
        }
        for bad in [
            long(ID_BYTES_MAX + 1).as_str(),
            "",
            "{",
            "[]",
            "7",
            "{}",
            r#"{"type":7}"#,
            r#"{"type":"next"}"#,
            r#"{"type":"start","id":"1","payload":{}}"#,
            r#"{"type":"connection_init","payload":"x"}"#,
            r#"{"type":"subscribe","payload":{"query":"{a}"}}"#,
            r#"{"id":"","type":"subscribe","payload":{"query":"{a}"}}"#,
            r#"{"id":1,"type":"subscribe","payload":{"query":"{a}"}}"#,
            r#"{"id":"1","type":"subscribe"}"#,
            r#"{"id":"1","type":"subscribe","payload":"{a}"}"#,
            r#"["1","subscribe",{"query":"{a}"}]"#,
            r#"{"type":"complete"}"#,
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_response_carries_its_id_whatever_that_is() {
        let text = next("a\"b", r#"{"data":null}"#);
        let message: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(
            message,
            json!({"id": "a\"b", "type": "next", "payload": {"data": null}})
        );
    }
}
