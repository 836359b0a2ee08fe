//! What every request gets: an id, two headers and somebody who watches it.

use actix_web::body::{BodySize, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::ConnectionType;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, web};

use crate::auth::api_key;
use crate::observe::FutureExt;

use crate::tenancy::Standing;

use super::accept::Media;
use super::answer::Refusal;
use super::connections::Place;
use super::server::State;
use super::watched::Watched;

/// The header with a request's id, both ways.
const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// The id of a request.
#[derive(Clone, Debug)]
struct RequestId(String);

/// The id of a request, as it is logged and sent back.
pub(super) fn request_id(request: &HttpRequest) -> String {
    let id = request.extensions().get::<RequestId>().cloned();
    id.map(|id| id.0).unwrap_or_default()
}

/// Names a request, has it answered and says what was seen of it.
pub(super) async fn frame(
    state: web::Data<State>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let id = given(request.headers()).unwrap_or_else(|| state.db().clock().id().to_string());
    request.extensions_mut().insert(RequestId(id.clone()));
    let watched = Watched::request(&id, request.method(), request.headers());
    let refused = refused(&state, &request);
    let is_refused = refused.is_some();
    let mut response = match refused {
        Some(refusal) => request
            .into_response(refusal.answer(Media::Json))
            .map_into_right_body(),
        None => {
            let answered = next.call(request).with_context(watched.context());
            answered.await?.map_into_left_body()
        }
    };
    let bytes = match response.response().body().size() {
        BodySize::Sized(bytes) => Some(bytes),
        BodySize::None => Some(0),
        // A file or a socket, which counts itself.
        BodySize::Stream => None,
    };
    let route = response.request().match_pattern();
    watched.answered(route.as_deref(), response.status().as_u16(), bytes);
    if is_refused || state.is_stopping() {
        let head = response.response_mut().head_mut();
        head.set_connection_type(ConnectionType::Close);
    }
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Ok(id) = HeaderValue::from_str(&id) {
        headers.insert(HEADER, id);
    }
    Ok(response)
}

/// The paths that tell of the server and need nothing.
const OF_THE_SERVER: [&str; 4] = ["/health/live", "/health/ready", "/metrics", "/version"];

/// Why a request is not looked at: the database was not opened yet, or its client has too many
/// connections.
fn refused(state: &State, request: &ServiceRequest) -> Option<Refusal> {
    if OF_THE_SERVER.contains(&request.path()) {
        return None;
    }
    let unopened = match state.db().standing() {
        Standing::Opening => Some("the database was not reached yet"),
        Standing::OtherSchema => Some("the database has another schema"),
        Standing::Here | Standing::Away => None,
    };
    if let Some(why) = unopened {
        return Some(Refusal::unavailable(why));
    }
    if request
        .conn_data::<Place>()
        .is_some_and(|place| place.is_too_many)
    {
        let (status, code) = (StatusCode::TOO_MANY_REQUESTS, "TOO_MANY_CONNECTIONS");
        let message = "there are too many connections from your address";
        return Some(Refusal::later(status, code, message, 1));
    }
    None
}

/// The id that the client gave, if it is one that can be logged: neither a token nor a key of ours
/// has its form.
fn given(headers: &HeaderMap) -> Option<String> {
    let id = headers.get(HEADER)?.to_str().ok()?;
    let harmless = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let is_secret = id.starts_with(api_key::BEGINNING) || id.starts_with("eyJ");
    let is_id = (1..=64).contains(&id.len()) && id.chars().all(harmless) && !is_secret;
    is_id.then(|| id.to_owned())
}
