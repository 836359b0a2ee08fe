//! What is sent back: which status, which shape, which code on each error.

use std::collections::HashSet;

use actix_web::http::StatusCode;
use actix_web::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, VARY, WWW_AUTHENTICATE,
};
use actix_web::{HttpResponse, HttpResponseBuilder};
use async_graphql::{Pos, Response, ServerError, Value};
use serde::Serialize;

use crate::config::HttpProfile;
use crate::observe;

use super::accept::Media;
use super::precheck::Refused;
use super::status::{self, Kind};

const MESSAGE_CHARS_MAX: usize = 200;
const QUOTE_CHARS_MAX: usize = 64;
const ERRORS_MAX: usize = 10;

const LIMIT: &str = "LIMIT_EXCEEDED";
const UNAVAILABLE: &str = "UNAVAILABLE";

/// A body that says why there is no data.
#[derive(Serialize)]
struct Errors<'a> {
    errors: &'a [ServerError],
}

/// A request that does not get as far as the engine.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    code: &'static str,
    message: String,
    allow: Option<&'static str>,
    retry_after: Option<u64>,
    request_id: Option<String>,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            allow: None,
            retry_after: None,
            request_id: None,
        }
    }

    /// That now is not the time, and in how many seconds it may be.
    pub(super) fn later(status: StatusCode, code: &'static str, message: &str, in_s: u64) -> Self {
        Self {
            retry_after: Some(in_s),
            ..Self::new(status, code, message)
        }
    }

    /// That the database cannot be asked now.
    pub(super) fn unavailable(message: &str) -> Self {
        Self::later(StatusCode::SERVICE_UNAVAILABLE, UNAVAILABLE, message, 1)
    }

    /// That the server takes nothing more.
    pub(super) fn stopping() -> Self {
        Self::unavailable("the server is stopping")
    }

    /// That what came besides the document is wrong.
    pub(super) fn bad_input(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "BAD_USER_INPUT", message)
    }

    /// That something broke on our side; the log says what, under the id if there is one.
    pub(super) fn broken(request_id: &str) -> Self {
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        Self {
            request_id: Some(request_id.to_owned()).filter(|id| !id.is_empty()),
            ..Self::new(status, "INTERNAL_SERVER_ERROR", "Internal error")
        }
    }

    /// A method that is not for this path, with those that are.
    pub(super) fn method(allow: &'static str) -> Self {
        let (status, code) = (StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED");
        Self {
            allow: Some(allow),
            ..Self::new(status, code, format!("this is asked by {allow}"))
        }
    }

    /// It with the status that a profile has for it.
    pub(super) fn in_profile(mut self, profile: HttpProfile) -> Self {
        self.status = status::of_refusal(self.status, profile);
        self
    }

    pub(super) fn status(&self) -> StatusCode {
        self.status
    }

    /// It as the body of an answer.
    pub(super) fn body(&self) -> Vec<u8> {
        written(&[self.error()])
    }

    /// It as an error of a response. Whoever asks for it tells it, so it is counted.
    pub(super) fn error(&self) -> ServerError {
        observe::error(self.code);
        let mut error = ServerError::new(self.message.as_str(), None);
        set(&mut error, "code", self.code);
        if let Some(id) = &self.request_id {
            set(&mut error, "requestId", id);
        }
        error
    }

    pub(super) fn message(&self) -> &str {
        &self.message
    }

    pub(super) fn code(&self) -> &'static str {
        self.code
    }

    /// Whether the same request may be answered later.
    pub(super) fn is_for_now(&self) -> bool {
        self.retry_after.is_some()
    }

    /// The response, in the content type that was negotiated, or plain JSON before that.
    pub(super) fn answer(&self, media: Media) -> HttpResponse {
        let mut response = builder(self.status, media);
        if let Some(allow) = self.allow {
            response.insert_header((ALLOW, allow));
        }
        if let Some(seconds) = self.retry_after {
            response.insert_header((RETRY_AFTER, seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            response.insert_header((WWW_AUTHENTICATE, "Bearer error=\"invalid_token\""));
        }
        response.body(self.body())
    }
}

/// A body that says why there is no data.
fn written(errors: &[ServerError]) -> Vec<u8> {
    serde_json::to_vec(&Errors { errors }).unwrap_or_default()
}

/// An answer's head.
pub(super) fn builder(status: StatusCode, media: Media) -> HttpResponseBuilder {
    let mut response = HttpResponse::build(status);
    response
        .insert_header((CONTENT_TYPE, media.content_type()))
        .insert_header((VARY, "Accept"))
        .insert_header((CACHE_CONTROL, "no-store"));
    response
}

/// A document that is not executed, as the engine would say it.
pub(super) fn refused(refused: Refused) -> Response {
    let (message, at, code) = match refused {
        Refused::Syntax { message, at } => (message, at, "GRAPHQL_PARSE_FAILED"),
        Refused::Limit(message) => (message, None, LIMIT),
        Refused::Cycle(at) => {
            let message = "a fragment contains itself".to_owned();
            (message, Some(at), "GRAPHQL_VALIDATION_FAILED")
        }
        Refused::Operation(message) => (message, None, "OPERATION_RESOLUTION_FAILURE"),
    };
    request_error(message, at, code)
}

/// The same as a refusal of everything that a body asks.
pub(super) fn refused_as(reason: Refused) -> Refusal {
    let message = refused(reason).errors.pop().map(|error| error.message);
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Refusal::new(status, LIMIT, message.unwrap_or_default())
}

/// An error about the request as a whole.
pub(super) fn request_error(
    message: impl Into<String>,
    at: Option<Pos>,
    code: &'static str,
) -> Response {
    let mut error = ServerError::new(message, at.filter(|at| at.line > 0));
    set(&mut error, "code", code);
    Response::from_errors(vec![error])
}

fn set(error: &mut ServerError, name: &str, value: &str) {
    let extensions = error.extensions.get_or_insert_default();
    extensions.set(name, Value::from(value));
}

fn code(error: &ServerError) -> Option<&str> {
    match error.extensions.as_ref()?.get("code")? {
        Value::String(code) => Some(code),
        _ => None,
    }
}

/// What is known of a request when its response is shaped.
pub(super) struct Asking<'a> {
    pub request_id: &'a str,
    /// Where arguments stand whose value depends on variables.
    pub variable_arguments: &'a HashSet<Pos>,
    /// Whether it changes nothing.
    pub asks: bool,
    /// Whether nothing can have been done where one argument could not be read: it only asks, or
    /// does one thing.
    pub all_or_nothing: bool,
    /// Whether messages may tell names of the schema that were not asked for.
    pub may_suggest: bool,
}

/// A response that is ready to be sent, and what it is.
pub(super) struct Answered {
    response: Response,
    kind: Kind,
    writes: bool,
}

/// Gives every error its code and its place, and says what the response is.
pub(super) fn finished(mut response: Response, asking: &Asking<'_>) -> Answered {
    if asking.all_or_nothing && response.errors.iter().any(is_unreadable) {
        // The engine reads arguments while executing; they belong to the request all the same.
        response.data = Value::Null;
        response.errors.retain(is_unreadable);
        response.errors.iter_mut().for_each(|error| {
            error.path.clear();
            set(error, "code", "BAD_USER_INPUT");
        });
    }
    let is_request_error = response.data == Value::Null
        && !response.errors.is_empty()
        && response.errors.iter().all(|error| error.path.is_empty());
    if is_request_error {
        response.errors.truncate(ERRORS_MAX);
    }
    for error in &mut response.errors {
        finish(error, asking);
    }
    let has = |wanted| {
        response
            .errors
            .iter()
            .any(|error| code(error) == Some(wanted))
    };
    let kind = if has(UNAVAILABLE) && (asking.asks || is_nothing(&response.data)) {
        Kind::Unavailable
    } else if !is_request_error {
        match response.errors.is_empty() {
            true => Kind::Executed,
            false => Kind::Partial,
        }
    } else if has(LIMIT) {
        Kind::AboveLimit
    } else {
        kind_of(&response.errors)
    };
    if kind == Kind::Unavailable {
        response
            .errors
            .retain(|error| code(error) == Some(UNAVAILABLE));
        response.errors.truncate(1);
    }
    Answered {
        response,
        kind,
        writes: !asking.asks,
    }
}

/// Whether nothing at all came of an operation.
fn is_nothing(data: &Value) -> bool {
    match data {
        Value::Null => true,
        Value::Object(fields) => fields.values().all(|value| *value == Value::Null),
        _ => false,
    }
}

impl Answered {
    /// The response over HTTP; what is longer than it may be is not sent.
    pub(super) fn response(
        &self,
        media: Media,
        profile: HttpProfile,
        bytes_max: usize,
    ) -> HttpResponse {
        let (kind, body) = self.body(bytes_max);
        let status = kind.status(media, profile);
        let mut response = builder(status, status::media(media, status, profile));
        if kind == Kind::Unavailable {
            response.insert_header((RETRY_AFTER, 1));
        }
        response.body(body)
    }

    /// Whether something was executed.
    pub(super) fn is_executed(&self) -> bool {
        self.kind.is_executed()
    }

    /// What is said in place of an answer that is too long.
    fn too_long(&self, bytes: usize, bytes_max: usize) -> Vec<ServerError> {
        tracing::warn!(bytes, "an answer is too long and was dropped");
        observe::error(LIMIT);
        refused(Refused::long(bytes_max, self.writes)).errors
    }

    /// Counts the errors by their codes, once they are told.
    pub(super) fn count_errors(&self) {
        for error in &self.response.errors {
            observe::error(code_of(error));
        }
    }

    /// The errors, where there is nothing else.
    pub(super) fn failed(&self) -> Option<&[ServerError]> {
        (self.response.data == Value::Null).then_some(self.response.errors.as_slice())
    }

    /// The response over a socket, as JSON.
    ///
    /// # Errors
    /// The errors alone, where nothing was executed or the answer is too long.
    pub(super) fn payload(&self, bytes_max: usize) -> Result<String, Vec<ServerError>> {
        if !self.kind.is_executed() {
            return Err(self.response.errors.clone());
        }
        match serde_json::to_string(&self.response) {
            Ok(body) if body.len() > bytes_max => Err(self.too_long(body.len(), bytes_max)),
            Ok(body) => Ok(body),
            Err(error) => {
                tracing::error!(%error, "a response cannot be written as JSON");
                let errors = request_error("Internal error", None, "INTERNAL_SERVER_ERROR").errors;
                Err(errors)
            }
        }
    }

    /// The response as JSON, without `data` where nothing was executed, and what it is: what is
    /// longer than it may be turns into an error.
    pub(super) fn body(&self, bytes_max: usize) -> (Kind, Vec<u8>) {
        match self.payload(bytes_max) {
            Ok(body) => (self.kind, body.into_bytes()),
            Err(errors) => {
                let kind = match self.kind.is_executed() {
                    true => kind_of(&errors),
                    false => self.kind,
                };
                (kind, written(&errors))
            }
        }
    }
}

/// What a response is that has errors and nothing else.
fn kind_of(errors: &[ServerError]) -> Kind {
    Kind::of_code(errors.first().and_then(code).unwrap_or_default())
}

/// Gives an error its code and cuts its message to what may be told.
fn finish(error: &mut ServerError, asking: &Asking<'_>) {
    if code(error).is_none() {
        let code = code_for(error, asking.variable_arguments);
        if code == "INTERNAL_SERVER_ERROR" {
            tracing::error!(error = %error.message, "an error without a code");
            error.message = "Internal error".to_owned();
        }
        set(error, "code", code);
    }
    if code(error) == Some("INTERNAL_SERVER_ERROR") {
        set(error, "requestId", asking.request_id);
    }
    if !asking.may_suggest
        && let Some((before, _)) = error.message.split_once(" Did you mean")
    {
        error.message = before.to_owned();
    }
    error.message = short(&error.message);
}

/// The code of an error, whoever made it.
pub(super) fn code_of(error: &ServerError) -> &str {
    code(error).unwrap_or_else(|| code_for(error, &HashSet::new()))
}

/// The code of an error that the engine made by itself.
fn code_for(error: &ServerError, variable_arguments: &HashSet<Pos>) -> &'static str {
    let begins = |all: &[&str]| all.iter().any(|with| error.message.starts_with(with));
    let of_variable = || {
        error
            .locations
            .iter()
            .any(|at| variable_arguments.contains(at))
    };
    if is_unreadable(error) {
        return "BAD_USER_INPUT";
    }
    if !error.path.is_empty() {
        return "INTERNAL_SERVER_ERROR";
    }
    let limits = [
        "Query is too complex",
        "Query is nested too deep",
        "The recursion depth of the query",
        "The number of directives",
    ];
    if begins(&limits) {
        LIMIT
    } else if begins(&["Invalid value for argument"]) && of_variable() {
        "BAD_USER_INPUT"
    } else {
        "GRAPHQL_VALIDATION_FAILED"
    }
}

/// Whether the engine could not read an argument: its form is right, and yet it is none of its
/// type, as a text that is no date.
fn is_unreadable(error: &ServerError) -> bool {
    const BEGINNINGS: [&str; 2] = ["Failed to parse \"", "Expected input type \""];
    let by_engine = code(error).is_none() && !error.path.is_empty();
    by_engine
        && BEGINNINGS
            .iter()
            .any(|with| error.message.starts_with(with))
}

/// A message of at most 200 characters, in which nothing that is quoted is longer than 64.
pub(super) fn short(message: &str) -> String {
    let mut parts = Vec::new();
    for (n, part) in message.split('"').enumerate() {
        let is_quoted = n % 2 == 1;
        parts.push(match is_quoted {
            true => cut(part, QUOTE_CHARS_MAX),
            false => part.to_owned(),
        });
    }
    cut(&parts.join("\""), MESSAGE_CHARS_MAX)
}

fn cut(text: &str, chars_max: usize) -> String {
    if text.chars().count() <= chars_max {
        return text.to_owned();
    }
    let begin: String = text.chars().take(chars_max.saturating_sub(1)).collect();
    format!("{begin}…")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_cut_and_so_is_what_they_quote() {
        assert_eq!(short("a \"b\" c"), "a \"b\" c");
        let long = short(&format!("no \"{}\" here", "ö".repeat(100)));
        assert_eq!(long, format!("no \"{}…\" here", "ö".repeat(63)));
        assert_eq!(short(&"x ".repeat(500)).chars().count(), 200);
    }

    #[test]
    fn errors_get_the_code_that_fits() {
        let places = HashSet::from([Pos { line: 1, column: 9 }]);
        let at = |message: &str, column| {
            code_for(
                &ServerError::new(message, Some(Pos { line: 1, column })),
                &places,
            )
        };
        assert_eq!(at("Invalid value for argument \"a\"", 9), "BAD_USER_INPUT");
        let literal = at("Invalid value for argument \"a\"", 8);
        assert_eq!(literal, "GRAPHQL_VALIDATION_FAILED");
        assert_eq!(at("Unknown field", 9), "GRAPHQL_VALIDATION_FAILED");
        assert_eq!(at("Query is too complex.", 1), LIMIT);
        let path = vec![async_graphql::PathSegment::Field("a".to_owned())];
        let within = |text| {
            code_for(
                &ServerError::new(text, None).with_path(path.clone()),
                &places,
            )
        };
        assert_eq!(within("Failed to parse \"Int\""), "BAD_USER_INPUT");
        assert_eq!(within("disk on fire"), "INTERNAL_SERVER_ERROR");
    }
}
