//! Who asks, for which legal entity, under which idempotency key: read from the headers.

use actix_web::http::StatusCode;
use actix_web::http::header::{AUTHORIZATION, HeaderMap};

use crate::auth::{Caller, api_key};
use crate::observe::METRICS;

use super::answer::Refusal;
use super::server::State;

/// Why a request is not from anybody; the same whatever is wrong with the token.
const BAD_TOKEN: &str = "the token is not valid";

/// The headers of a request that its session is made from.
#[derive(Clone)]
pub(super) struct Who {
    pub caller: Option<Caller>,
    pub legal_entity: Option<String>,
    pub idempotency_key: Option<String>,
}

/// Reads the headers.
///
/// # Errors
/// When the token is not to be believed, or a header is not text or too long.
pub(super) async fn read(headers: &HeaderMap, state: &State) -> Result<Who, Refusal> {
    Ok(Who {
        caller: caller(headers, state).await?,
        legal_entity: text(headers, "X-Legal-Entity", 100)?,
        idempotency_key: text(headers, "Idempotency-Key", 255)?,
    })
}

/// Who asks; nobody without a token.
///
/// # Errors
/// When the token is not to be believed.
pub(super) async fn caller(headers: &HeaderMap, state: &State) -> Result<Option<Caller>, Refusal> {
    let mut all = headers.get_all(AUTHORIZATION);
    let Some(header) = all.next() else {
        return Ok(None);
    };
    if all.next().is_some() {
        return Err(bad("header"));
    }
    let header = header.to_str().map_err(|_unreadable| bad("header"))?;
    state.caller(header).await.map(Some)
}

/// That a credential of a kind is not believed: clients are told nothing else of it.
fn bad(credential: &'static str) -> Refusal {
    METRICS.sign_in_refused(credential);
    Refusal::new(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", BAD_TOKEN)
}

impl State {
    /// Whoever signs in with this, as the header `Authorization` says it: the one way in, for
    /// requests and for sockets.
    ///
    /// # Errors
    /// When it is not to be believed.
    pub(super) async fn caller(&self, authorization: &str) -> Result<Caller, Refusal> {
        let (scheme, token) = authorization
            .trim()
            .split_once(' ')
            .ok_or_else(|| bad("header"))?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(bad("header"));
        }
        let now = self.db().clock().now();
        let token = token.trim();
        if token.starts_with(api_key::BEGINNING) {
            let caller = self.by_api_key(token, now).await?;
            return caller.ok_or_else(|| bad("api_key"));
        }
        let caller = self.verifier().caller(token, now).await;
        let caller = caller.map_err(|_bad| bad("token"))?;
        let caller = self.unless_revoked(caller, now).await?;
        caller.ok_or_else(|| bad("revoked_token"))
    }
}

/// A header's text; none when it is not there or empty.
fn text(headers: &HeaderMap, name: &str, chars_max: usize) -> Result<Option<String>, Refusal> {
    let Some(value) = headers.get(name) else {
        return Ok(None);
    };
    let wrong = || {
        let reason = format!("the header {name} is 1 to {chars_max} readable characters");
        Refusal::new(StatusCode::BAD_REQUEST, "BAD_USER_INPUT", reason)
    };
    let value = value.to_str().map_err(|_unreadable| wrong())?.trim();
    if value.is_empty() || value.chars().count() > chars_max {
        return Err(wrong());
    }
    Ok(Some(value.to_owned()))
}
