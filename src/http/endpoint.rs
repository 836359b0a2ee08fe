//! `/graphql`: from headers and body to the engine and back.

use std::collections::HashSet;
use std::sync::Arc;

use actix_web::http::header::{ACCEPT, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
use actix_web::http::{Method, StatusCode};
use actix_web::web::{Bytes, Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use async_graphql::parser::types::OperationType;
use async_graphql::{Request, Response};
use tokio::time::timeout;

use crate::config::Introspection;
use crate::graphql::answer_size::Meter;
use crate::graphql::context::Session;

use super::accept::{Media, is_utf8, negotiate};
use super::answer::{self, Asking, Refusal, refused, request_error, shaped};
use super::asked::{self, Asked};
use super::frame::request_id;
use super::precheck::{self, Checked, Refused};
use super::server::{Limits, State};
use super::variables;
use super::who::{self, Who};

const METHODS: &str = "GET, POST";

/// Answers one request over GraphQL, whatever its method.
pub async fn graphql(request: HttpRequest, body: Payload, state: Data<State>) -> HttpResponse {
    let Some(media) = negotiate(accept(request.headers()).as_deref()) else {
        let message = "answers are application/graphql-response+json or application/json";
        let refusal = Refusal::new(StatusCode::NOT_ACCEPTABLE, "NOT_ACCEPTABLE", message);
        return refusal.answer(Media::Json);
    };
    match answered(&request, body, &state, media).await {
        Ok(response) => response,
        Err(refusal) => refusal.answer(media),
    }
}

/// All lines of `Accept` as one.
fn accept(headers: &HeaderMap) -> Option<String> {
    let lines: Vec<_> = headers
        .get_all(ACCEPT)
        .filter_map(|line| line.to_str().ok())
        .collect();
    (!lines.is_empty()).then(|| lines.join(","))
}

async fn answered(
    request: &HttpRequest,
    body: Payload,
    state: &State,
    media: Media,
) -> Result<HttpResponse, Refusal> {
    let is_get = match *request.method() {
        Method::GET => true,
        Method::POST => false,
        _ => return Err(Refusal::method(METHODS)),
    };
    if !is_get {
        refuse_type(request.headers())?;
    }
    let who = who::read(request.headers(), state).await?;
    let asked = if is_get {
        asked::from_query(request.query_string())?
    } else {
        asked::from_body(&read(request.headers(), body, state.limits()).await?)?
    };
    let request_id = request_id(request);
    let mut asking = Asking {
        media,
        request_id: &request_id,
        variable_arguments: &HashSet::new(),
        all_or_nothing: false,
        may_suggest: may_introspect(state, &who),
    };
    let checked = match precheck::check(&asked.query, &state.limits().document) {
        Ok(checked) => checked,
        Err(reason) => return Ok(shaped(refused(reason), &asking)),
    };
    let places = checked.variable_arguments.clone();
    asking.variable_arguments = &places;
    if let Ok(operation) = checked.operation(asked.operation_name.as_deref()) {
        let asks = operation.ty == OperationType::Query;
        asking.all_or_nothing = asks || operation.selection_set.node.items.len() == 1;
    }
    let operation = checked.operation(asked.operation_name.as_deref());
    let writes = operation.is_ok_and(|own| own.ty == OperationType::Mutation);
    let response = match before(&asked, &checked, is_get, state, &who) {
        Ok(()) => execute(asked, checked, writes, state, (who, &request_id)).await?,
        Err(Stop::Refused(refusal)) => return Err(refusal),
        Err(Stop::Answered(response)) => *response,
    };
    Ok(shaped(response, &asking))
}

/// Why a checked document is not executed.
enum Stop {
    Refused(Refusal),
    Answered(Box<Response>),
}

impl From<Response> for Stop {
    fn from(response: Response) -> Self {
        Self::Answered(Box::new(response))
    }
}

/// What is to be known of the operation before it is executed.
fn before(
    asked: &Asked,
    checked: &Checked,
    is_get: bool,
    state: &State,
    who: &Who,
) -> Result<(), Stop> {
    let operation = checked
        .operation(asked.operation_name.as_deref())
        .map_err(refused)?;
    if is_get && operation.ty != OperationType::Query {
        return Err(Stop::Refused(Refusal::method("POST")));
    }
    if let Some(message) = variables::wrong(operation, &asked.variables) {
        return Err(request_error(message, None, "BAD_USER_INPUT").into());
    }
    if checked.introspects && !may_introspect(state, who) {
        let (message, code) = match state.who_may_introspect() {
            Introspection::Authenticated => ("sign in to ask for the schema", "UNAUTHENTICATED"),
            _ => (
                "the schema cannot be asked for",
                "GRAPHQL_VALIDATION_FAILED",
            ),
        };
        return Err(request_error(message, None, code).into());
    }
    Ok(())
}

fn may_introspect(state: &State, who: &Who) -> bool {
    match state.who_may_introspect() {
        Introspection::On => true,
        Introspection::Authenticated => who.caller.is_some(),
        Introspection::Off => false,
    }
}

async fn execute(
    asked: Asked,
    checked: Checked,
    writes: bool,
    state: &State,
    (who, request_id): (Who, &str),
) -> Result<Response, Refusal> {
    let may_introspect = may_introspect(state, &who);
    let session = Session::new(
        state.db().clone(),
        who.caller,
        who.legal_entity,
        who.idempotency_key,
    )
    .with_request_id(request_id.to_owned());
    let limit = state.limits().answer_values;
    let meter = Arc::new(Meter::new(limit));
    let mut request = Request::new(asked.query)
        .variables(asked.variables)
        .data(Arc::new(session))
        .data(meter.clone());
    request.operation_name = asked.operation_name;
    request.set_parsed_query(checked.document);
    if !may_introspect {
        request = request.disable_introspection();
    }
    // What is dropped here goes all the way down: an open transaction is rolled back.
    let done = timeout(state.limits().execution, state.schema().execute(request));
    tokio::select! {
        done = done => done.map_err(|_elapsed| {
            tracing::warn!("a request took too long and was dropped");
            let message = "the request took too long and was stopped";
            Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "TIMEOUT", message)
        }),
        () = meter.above() => {
            tracing::warn!("an answer became too large and was dropped");
            Ok(refused(Refused::large(limit, writes)))
        }
    }
}

/// Refuses bodies that are anything but plain JSON in UTF-8.
fn refuse_type(headers: &HeaderMap) -> Result<(), Refusal> {
    let refusal = |message| {
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        Err(Refusal::new(status, "UNSUPPORTED_MEDIA_TYPE", message))
    };
    let encoding = headers.get(CONTENT_ENCODING).map(|value| value.as_bytes());
    if encoding.is_some_and(|encoding| !encoding.eq_ignore_ascii_case(b"identity")) {
        return refusal("the body is not to be compressed");
    }
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    if !kind.is_some_and(is_json) {
        return refusal("the body is application/json in UTF-8");
    }
    Ok(())
}

fn is_json(content_type: &str) -> bool {
    let mut parts = content_type.split(';').map(str::trim);
    let is_json = parts
        .next()
        .is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"));
    is_json
        && parts
            .filter_map(|part| part.split_once('='))
            .filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))
            .all(|(_, set)| is_utf8(set.trim().trim_matches('"')))
}

async fn read(headers: &HeaderMap, body: Payload, limits: &Limits) -> Result<Bytes, Refusal> {
    let too_large = || {
        let message = format!("the body is above the limit of {} bytes", limits.body_bytes);
        Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "PAYLOAD_TOO_LARGE", message)
    };
    let length = headers
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok());
    let length = length.and_then(|length| length.parse::<usize>().ok());
    if length.is_some_and(|length| length > limits.body_bytes) {
        return Err(too_large());
    }
    let read = timeout(limits.body, body.to_bytes_limited(limits.body_bytes)).await;
    let read = read.map_err(|_elapsed| {
        let message = "the body did not come in time";
        Refusal::new(StatusCode::REQUEST_TIMEOUT, "REQUEST_TIMEOUT", message)
    })?;
    read.map_err(|_above| too_large())?.map_err(|_broken| {
        Refusal::new(StatusCode::BAD_REQUEST, "BAD_REQUEST", "the body broke off")
    })
}

/// Answers what no path is for.
pub(super) async fn nowhere() -> HttpResponse {
    Refusal::new(StatusCode::NOT_FOUND, "NOT_FOUND", "there is nothing here").answer(Media::Json)
}

/// Answers methods that a page is not for.
pub(super) async fn only_read() -> HttpResponse {
    answer::Refusal::method("GET, HEAD").answer(Media::Json)
}

#[cfg(test)]
mod tests {
    use super::is_json;

    #[test]
    fn only_json_in_utf8_is_read() {
        for (content_type, good) in [
            ("application/json", true),
            ("Application/JSON ; charset=\"UTF-8\"", true),
            ("application/json; charset=utf-16", false),
            ("application/jsonp", false),
            ("text/plain", false),
            ("", false),
        ] {
            assert_eq!(is_json(content_type), good, "{content_type}");
        }
    }
}
