//! The messages of `graphql-transport-ws`.

use async_graphql::ServerError;
use serde_json::{Map, Value, json};

/// A message of the client's.
#[derive(Debug, PartialEq)]
pub(super) enum Incoming {
    /// It introduces itself.
    Init(Map<String, Value>),
    /// It asks whether we are there.
    Ping(Option<Value>),
    /// It is there.
    Pong,
    /// It asks an operation, under an id of its own.
    Subscribe {
        /// The id.
        id: String,
        /// What is asked.
        keys: Map<String, Value>,
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
pub(super) fn read(text: &str) -> Result<Incoming, &'static str> {
    let message: Value = serde_json::from_str(text).map_err(|_reason| "the message is no JSON")?;
    let Value::Object(mut keys) = message else {
        return Err("the message is no JSON object");
    };
    let payload = keys.remove("payload").filter(|payload| !payload.is_null());
    let object = |payload: Option<Value>| match payload {
        None => Ok(Map::new()),
        Some(Value::Object(object)) => Ok(object),
        Some(_) => Err("the payload is no JSON object"),
    };
    let id = match keys.remove("id") {
        Some(Value::String(id)) if !id.is_empty() => Ok(id),
        _ => Err("the message has no id"),
    };
    let kind = keys.remove("type");
    match kind.as_ref().and_then(Value::as_str) {
        Some("connection_init") => Ok(Incoming::Init(object(payload)?)),
        Some("ping") => Ok(Incoming::Ping(
            Some(object(payload)?)
                .filter(|p| !p.is_empty())
                .map(Value::Object),
        )),
        Some("pong") => object(payload).map(|_| Incoming::Pong),
        Some("subscribe") => match payload {
            Some(Value::Object(keys)) => Ok(Incoming::Subscribe { id: id?, keys }),
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

/// We are there.
pub(super) fn pong(payload: Option<Value>) -> String {
    match payload {
        Some(payload) => json!({ "type": "pong", "payload": payload }).to_string(),
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
        for good in [
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
