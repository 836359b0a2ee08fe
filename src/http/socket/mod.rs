//! GraphQL over a WebSocket: the protocol `graphql-transport-ws`, on the path of everything else.
//!
//! An operation goes the same way as one that came by POST ([`run`](super::run)); here it may be a
//! subscription too. `frames` knows WebSockets and nothing of GraphQL, `message` knows the
//! protocol's messages, `talk` knows whose turn it is. Start at [`open`].

mod frames;
mod message;
mod talk;

use actix_http::ws::{HandshakeError, handshake_response, verify_handshake};
use actix_web::http::header::{
    HOST, HeaderMap, ORIGIN, SEC_WEBSOCKET_PROTOCOL, SEC_WEBSOCKET_VERSION, UPGRADE,
};
use actix_web::http::{Method, StatusCode};
use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse};

use crate::observe::FutureExt;

use super::accept::Media;
use super::answer::Refusal;
use super::connections::Cut;
use super::server::State;
use super::who;

pub(super) use talk::{expiry, interval, until};

/// The one protocol that is spoken.
const PROTOCOL: &str = "graphql-transport-ws";

/// Whether a request wants to become a WebSocket.
pub(super) fn is_wanted(request: &HttpRequest) -> bool {
    let upgrade = text(request.headers(), &UPGRADE);
    *request.method() == Method::GET
        && upgrade.is_some_and(|upgrade| upgrade.to_ascii_lowercase().contains("websocket"))
}

/// Makes a WebSocket of a request.
///
/// # Errors
/// When it is none, speaks another protocol, comes from a page of somebody else's, or its token is
/// not to be believed.
pub(super) async fn open(
    request: &HttpRequest,
    body: Payload,
    state: &State,
    address: String,
) -> Result<HttpResponse, Refusal> {
    let bad = |message| Refusal::new(StatusCode::BAD_REQUEST, "BAD_REQUEST", message);
    if state.is_stopping() {
        return Err(Refusal::stopping());
    }
    match verify_handshake(request.head()) {
        Ok(()) => {}
        Err(HandshakeError::UnsupportedVersion) => {
            let message = "WebSockets are spoken in version 13";
            let status = StatusCode::UPGRADE_REQUIRED;
            let mut answer = Refusal::new(status, "BAD_REQUEST", message).answer(Media::Json);
            let version = actix_web::http::header::HeaderValue::from_static("13");
            answer.headers_mut().insert(SEC_WEBSOCKET_VERSION, version);
            return Ok(answer);
        }
        Err(_other) => return Err(bad("this is no handshake of a WebSocket")),
    }
    if !is_of_this_site(request) {
        let message = "a page of another site opens no WebSocket here";
        return Err(Refusal::new(StatusCode::FORBIDDEN, "FORBIDDEN", message));
    }
    if !speaks(request.headers()) {
        return Err(bad("the subprotocol is graphql-transport-ws"));
    }
    let who = who::read(request, state).await?;
    let limits = state.limits();
    let (out, frames) = frames::outbox(limits);
    let inbox = frames::Inbox::new(body, limits.socket_message_bytes);
    let talk = talk::Talk::new(state.clone(), who, request.headers(), address, out);
    let cut = request.conn_data::<Cut>().cloned();
    actix_web::rt::spawn(talk.hold(inbox, cut).with_current_context());
    let mut handshake = handshake_response(request.head());
    handshake.insert_header((SEC_WEBSOCKET_PROTOCOL, PROTOCOL));
    let head = handshake.finish();
    let mut response = HttpResponse::build(head.status());
    response.upgrade("websocket");
    for header in head.headers() {
        response.insert_header(header);
    }
    Ok(response.streaming(frames))
}

fn text<'a>(headers: &'a HeaderMap, name: &actix_web::http::header::HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn speaks(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(SEC_WEBSOCKET_PROTOCOL);
    lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .any(|name| name.trim() == PROTOCOL)
}

/// Whether the page that opens the socket is one of this server's, or no page does. A browser sends
/// what it knows of its user with a socket to anywhere, and asks nobody before.
fn is_of_this_site(request: &HttpRequest) -> bool {
    let mut origins = request.headers().get_all(ORIGIN);
    let Some(origin) = origins.next() else {
        return true;
    };
    let host = text(request.headers(), &HOST).unwrap_or_default();
    let forwarded = request.connection_info().host().to_owned();
    let origin = origin.to_str().ok().and_then(|text| text.split_once("://"));
    origins.next().is_none()
        && origin.is_some_and(|(scheme, site)| {
            let own = |host: &str| !host.is_empty() && same_site(scheme, site, host);
            own(host) || own(&forwarded)
        })
}

/// Whether two names of a site are one, where the scheme's own port may be left out.
fn same_site(scheme: &str, a: &str, b: &str) -> bool {
    let port = match scheme {
        "http" => ":80",
        "https" => ":443",
        _ => return false,
    };
    let bare = |site: &str| site.trim_end_matches(port).to_ascii_lowercase();
    bare(a) == bare(b)
}

#[cfg(test)]
mod tests {
    use super::same_site;

    #[test]
    fn a_site_is_known_by_its_name_and_port() {
        for (scheme, a, b, same) in [
            ("https", "avtal.example", "avtal.example", true),
            ("https", "Avtal.example", "avtal.example:443", true),
            ("http", "localhost:4000", "localhost:4000", true),
            ("http", "localhost:4000", "localhost:4001", false),
            (
                "https",
                "avtal.example.evil.example",
                "avtal.example",
                false,
            ),
            ("null", "avtal.example", "avtal.example", false),
        ] {
            assert_eq!(same_site(scheme, a, b), same, "{scheme} {a} {b}");
        }
    }
}
