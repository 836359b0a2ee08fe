//! Pages that a browser loads: the start page, GraphiQL, and what belongs to it.
//!
//! `pages/dist` is built beforehand, compressed, and part of the program; nothing comes from
//! another host.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::{LazyLock, Mutex, PoisonError};

use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ContentEncoding, ETAG,
    HOST, HeaderMap, IF_NONE_MATCH, REFERRER_POLICY, VARY,
};
use actix_web::web::{Bytes, Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use rust_embed::Embed;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::config::Introspection;
use crate::graphql::schema;

use super::accept::Media;
use super::answer::Refusal;
use super::compress::preferred;
use super::endpoint::nowhere;
use super::server::State;
use super::who;

/// What a page may load: only what this server has.
const POLICY: &str = "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' \
                      'unsafe-inline'; font-src 'self' data:; img-src 'self' data:; connect-src \
                      'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// A tab that GraphiQL opens with.
#[derive(Clone, Debug, Serialize)]
pub struct Tab {
    /// Its title.
    pub title: String,
    /// Its document.
    pub query: String,
    /// Its variables, as JSON.
    pub variables: String,
}

/// A token that GraphiQL offers in the demo.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PageToken {
    /// What it is called.
    pub label: String,
    /// The token.
    pub token: String,
    /// What goes into the header `X-Legal-Entity`.
    pub legal_entity: Option<String>,
}

/// What GraphiQL is told.
#[derive(Clone)]
pub(super) struct Page {
    pub tabs: Vec<Tab>,
    pub tokens: Vec<PageToken>,
    pub demo: bool,
}

#[derive(Embed)]
#[folder = "pages/dist"]
struct Dist;

/// What the build says of one of its files.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    content_type: String,
    encoding: String,
    sha256: String,
}

static MANIFEST: LazyLock<BTreeMap<String, Entry>> = LazyLock::new(|| {
    let file = Dist::get("manifest.json");
    let read = file.and_then(|file| serde_json::from_slice(&file.data).ok());
    read.unwrap_or_default()
});

/// Files for the few clients that do not take Brotli, once somebody asked.
static PLAIN: LazyLock<Mutex<BTreeMap<String, Bytes>>> = LazyLock::new(Mutex::default);

/// `/`: where everything is.
pub async fn start(state: Data<State>) -> HttpResponse {
    let icon = MANIFEST
        .keys()
        .find(|name| name.starts_with("assets/favicon"));
    let graphiql = match state.page() {
        Some(_) => "<li><a href=\"/graphiql\">GraphiQL</a>: ask and read the documentation</li>",
        None => "",
    };
    let page = include_str!("start.html")
        .replace("{icon}", icon.map_or("", String::as_str))
        .replace("{graphiql}", graphiql)
        .replace("{version}", env!("CARGO_PKG_VERSION"));
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((REFERRER_POLICY, "no-referrer"))
        .insert_header((CACHE_CONTROL, "no-cache"))
        .body(page)
}

/// `/graphiql`: the page itself.
pub async fn graphiql(request: HttpRequest, state: Data<State>) -> HttpResponse {
    match state.page() {
        Some(_) => file(&request, "graphiql.html", "no-cache").await,
        None => nowhere().await,
    }
}

/// `/graphiql/config.json`: what the page opens with.
pub async fn config(request: HttpRequest, state: Data<State>) -> HttpResponse {
    let Some(page) = state.page() else {
        return nowhere().await;
    };
    let tokens = match is_own_name(request.headers()) {
        true => page.tokens.as_slice(),
        false => &[],
    };
    let body = json!({
        "endpoint": "/graphql",
        "tabs": page.tabs,
        "tokens": tokens,
        "demo": page.demo,
    });
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/json"))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(body.to_string())
}

/// Whether the browser knows this server as `localhost` or by its number. A page elsewhere can make
/// a name of its own point here and read on under it; it gets no tokens.
fn is_own_name(headers: &HeaderMap) -> bool {
    let host = headers
        .get(HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    host.parse::<std::net::SocketAddr>().is_ok()
        || host.parse::<std::net::IpAddr>().is_ok()
        || host.split(':').next() == Some("localhost")
}

/// `/assets/…`: their names change with their content.
pub async fn asset(request: HttpRequest, name: Path<String>) -> HttpResponse {
    file(&request, &format!("assets/{name}"), IMMUTABLE).await
}

/// `/licenses.txt`: the notices of all that is part of the pages.
pub async fn licenses(request: HttpRequest) -> HttpResponse {
    file(&request, "LICENSES.txt", "no-cache").await
}

/// `/schema.graphql`: the schema, for whoever may ask for it.
pub async fn schema(request: HttpRequest, state: Data<State>) -> HttpResponse {
    let caller = match who::caller(&request, &state).await {
        Ok(caller) => caller,
        Err(refusal) => return refusal.answer(Media::Json),
    };
    match state.who_may_introspect() {
        Introspection::Off => nowhere().await,
        Introspection::Authenticated if caller.is_none() => {
            let message = "sign in to ask for the schema";
            Refusal::new(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", message).answer(Media::Json)
        }
        _ => HttpResponse::Ok()
            .insert_header((CONTENT_TYPE, "text/plain; charset=utf-8"))
            .insert_header((CACHE_CONTROL, "no-cache"))
            .body(schema::sdl()),
    }
}

/// One file of the build.
async fn file(request: &HttpRequest, name: &str, caching: &'static str) -> HttpResponse {
    let Some(entry) = MANIFEST.get(name) else {
        return nowhere().await;
    };
    let compressed = entry.encoding == "br";
    let brotli = ContentEncoding::Brotli;
    let as_stored = !compressed || preferred(request, &[brotli]) == brotli;
    // Two encodings are two representations, and a tag names one.
    let tag = match compressed && as_stored {
        true => format!("\"{}-br\"", entry.sha256),
        false => format!("\"{}\"", entry.sha256),
    };
    let mut response = HttpResponse::Ok();
    response
        .insert_header((CACHE_CONTROL, caching))
        .insert_header((VARY, "Accept-Encoding"))
        .insert_header((ETAG, tag.as_str()));
    let known = request
        .headers()
        .get(IF_NONE_MATCH)
        .and_then(|known| known.to_str().ok());
    if known.is_some_and(|known| known.split(',').any(|known| known.trim() == tag)) {
        return response.status(StatusCode::NOT_MODIFIED).finish();
    }
    let body = match as_stored {
        true => stored(name, compressed),
        false => plain(name),
    };
    let Some(body) = body else {
        return nowhere().await;
    };
    if compressed && as_stored {
        response.insert_header((CONTENT_ENCODING, "br"));
    }
    if entry.content_type.starts_with("text/html") {
        response
            .insert_header((CONTENT_SECURITY_POLICY, POLICY))
            .insert_header((REFERRER_POLICY, "no-referrer"));
    }
    response
        .insert_header((CONTENT_TYPE, entry.content_type.as_str()))
        .body(body)
}

fn stored(name: &str, compressed: bool) -> Option<Bytes> {
    let file = match compressed {
        true => Dist::get(&format!("{name}.br")),
        false => Dist::get(name),
    };
    Some(match file?.data {
        std::borrow::Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        std::borrow::Cow::Owned(bytes) => Bytes::from(bytes),
    })
}

fn plain(name: &str) -> Option<Bytes> {
    let mut known = PLAIN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(bytes) = known.get(name) {
        return Some(bytes.clone());
    }
    let compressed = stored(name, true)?;
    let mut bytes = Vec::new();
    brotli_decompressor::Decompressor::new(compressed.as_ref(), 64 * 1024)
        .read_to_end(&mut bytes)
        .ok()?;
    let bytes = Bytes::from(bytes);
    known.insert(name.to_owned(), bytes.clone());
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn every_file_of_the_build_is_embedded_and_whole() {
        assert!(MANIFEST.contains_key("graphiql.html"));
        for (name, entry) in MANIFEST.iter() {
            let bytes = match entry.encoding.as_str() {
                "br" => plain(name),
                _ => stored(name, false),
            };
            let hash = hex::encode(Sha256::digest(bytes.unwrap_or_default()));
            assert_eq!(hash, entry.sha256, "{name}");
        }
    }

    #[test]
    fn tokens_are_for_names_that_nobody_else_can_have() {
        for (host, own) in [
            ("localhost:8080", true),
            ("127.0.0.1:8080", true),
            ("[::1]:8080", true),
            ("127.0.0.1", true),
            ("elsewhere.example:8080", false),
            ("localhost.elsewhere.example", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            let value = actix_web::http::header::HeaderValue::from_static(host);
            headers.insert(HOST, value);
            assert_eq!(is_own_name(&headers), own, "{host}");
        }
    }
}
