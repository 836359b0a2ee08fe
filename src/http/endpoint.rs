//! `/graphql`: from headers and body to the engine and back.

use actix_web::http::header::{ACCEPT, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
use actix_web::http::{Method, StatusCode};
use actix_web::web::{Bytes, Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use tokio::time::{Instant, sleep_until, timeout};

use crate::config::{Limits, millis};

use super::accept::{Media, is_utf8, negotiate, prefers_events};
use super::answer::Refusal;
use super::asked::{self, Body};
use super::batch;
use super::event_stream;
use super::frame::request_id;
use super::run::{self, Call};
use super::server::State;
use super::socket;
use super::status;
use super::who;

const METHODS: &str = "GET, POST";

/// Answers one request over GraphQL, whatever its method.
pub async fn graphql(request: HttpRequest, body: Payload, state: Data<State>) -> HttpResponse {
    if socket::is_wanted(&request) {
        let address = address(&request, &state);
        let opened = socket::open(&request, body, &state, address).await;
        return opened.unwrap_or_else(|refusal| refusal.answer(Media::Json));
    }
    let accept = accept(request.headers());
    let wants_events = *request.method() == Method::POST && prefers_events(accept.as_deref());
    // What is no stream of events, a refusal, is plain JSON for whoever takes nothing else.
    let media = negotiate(accept.as_deref()).or(wants_events.then_some(Media::Json));
    let Some(media) = media else {
        let message = "answers are application/graphql-response+json or application/json";
        let refusal = Refusal::new(StatusCode::NOT_ACCEPTABLE, "NOT_ACCEPTABLE", message);
        return refusal.answer(Media::Json);
    };
    let begun = Instant::now();
    match answered(&request, body, &state, media, wants_events).await {
        Ok(response) => response,
        Err(refusal) => {
            // Clients that ask again at once would otherwise leave no time for anybody's answer:
            // saying no is work too. Nothing of the request is held meanwhile.
            if refusal.is_for_now() {
                sleep_until(begun + millis(state.limits().refusal_ms)).await;
            }
            let refusal = refusal.in_profile(state.profile());
            let media = status::media(media, refusal.status(), state.profile());
            refusal.answer(media)
        }
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
    wants_events: bool,
) -> Result<HttpResponse, Refusal> {
    let is_get = match *request.method() {
        Method::GET => true,
        Method::POST => false,
        _ => return Err(Refusal::method(METHODS)),
    };
    if !is_get {
        refuse_type(request.headers())?;
    }
    let who = who::read(request, state).await?;
    let limits = state.limits();
    let asked = if is_get {
        Body::One(asked::from_query(request.query_string(), limits)?)
    } else {
        let body = read(request.headers(), body, limits, limits.body_bytes).await?;
        asked::from_body(&body, limits)?
    };
    let call = Call {
        state,
        request_id: &request_id(request),
        address: &address(request, state),
        only_asks: is_get,
        tells_cost: state.tells_cost() || is_one(request.headers(), "x-graphql-cost"),
    };
    match asked {
        Body::One(asked) if wants_events => {
            event_stream::answer(call, who, request.headers(), asked).await
        }
        Body::One(asked) => {
            let answered = run::run(call, who, asked).await?;
            Ok(answered.response(media, state.profile(), limits.answer_bytes))
        }
        Body::Many(asked) => batch::run(call, who, asked, media).await,
    }
}

fn is_one(headers: &HeaderMap, name: &str) -> bool {
    headers.get(name).is_some_and(|value| value == "1")
}

/// Where a request came from. Behind a proxy it is what the proxy wrote last; what stands before
/// that anybody may have written.
pub(super) fn address(request: &HttpRequest, state: &State) -> String {
    let forwarded = request.headers().get_all("x-forwarded-for").last();
    let forwarded = forwarded.filter(|_| state.is_behind_proxy());
    let last = forwarded.and_then(|line| line.to_str().ok()?.rsplit(',').next());
    let peer = || request.peer_addr().map(|peer| peer.ip().to_string());
    let last = last.map(|address| address.trim().chars().take(64).collect());
    last.or_else(peer).unwrap_or_default()
}

/// Refuses bodies that are anything but plain JSON in UTF-8.
fn refuse_type(headers: &HeaderMap) -> Result<(), Refusal> {
    let refusal = |message| {
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        Err(Refusal::new(status, "UNSUPPORTED_MEDIA_TYPE", message))
    };
    if is_compressed(headers) {
        return refusal("the body is not to be compressed");
    }
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    if !kind.is_some_and(|kind| is_of(kind, "application/json")) {
        return refusal("the body is application/json in UTF-8");
    }
    Ok(())
}

/// Whether a body is in another form than it is read in.
pub(super) fn is_compressed(headers: &HeaderMap) -> bool {
    let encoding = headers.get(CONTENT_ENCODING).map(|value| value.as_bytes());
    encoding.is_some_and(|encoding| !encoding.eq_ignore_ascii_case(b"identity"))
}

/// Whether a content type is this one, in UTF-8.
pub(super) fn is_of(content_type: &str, wanted: &str) -> bool {
    let mut parts = content_type.split(';').map(str::trim);
    let is_wanted = parts
        .next()
        .is_some_and(|kind| kind.eq_ignore_ascii_case(wanted));
    is_wanted
        && parts
            .filter_map(|part| part.split_once('='))
            .filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))
            .all(|(_, set)| is_utf8(set.trim().trim_matches('"')))
}

/// The body, of at most so many bytes.
///
/// # Errors
/// When it is larger, or breaks off, or does not come in time.
pub(super) async fn read(
    headers: &HeaderMap,
    body: Payload,
    limits: &Limits,
    bytes_max: usize,
) -> Result<Bytes, Refusal> {
    let too_large = || {
        let message = format!("the body is above the limit of {bytes_max} bytes");
        Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "PAYLOAD_TOO_LARGE", message)
    };
    let length = headers
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok());
    let length = length.and_then(|length| length.parse::<usize>().ok());
    if length.is_some_and(|length| length > bytes_max) {
        return Err(too_large());
    }
    let read = timeout(millis(limits.body_ms), body.to_bytes_limited(bytes_max)).await;
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
    Refusal::method("GET, HEAD").answer(Media::Json)
}

#[cfg(test)]
mod tests {
    use super::is_of;

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
            assert_eq!(
                is_of(content_type, "application/json"),
                good,
                "{content_type}"
            );
        }
    }
}
