//! Who asks, for which legal entity, under which idempotency key: read from the headers.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::http::header::{AUTHORIZATION, HeaderMap};

use crate::auth::{Caller, api_key};
use crate::observe::METRICS;

use super::answer::Refusal;
use super::credentials::unavailable;
use super::endpoint::address;
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

impl Who {
    /// Whether it is anybody at all.
    ///
    /// # Errors
    /// When it is not.
    pub(super) fn is_somebody(&self) -> Result<(), Refusal> {
        match self.caller {
            Some(_) => Ok(()),
            None => {
                let message = "sign in: Authorization: Bearer …";
                let status = StatusCode::UNAUTHORIZED;
                Err(Refusal::new(status, "UNAUTHENTICATED", message))
            }
        }
    }
}

/// Reads the headers.
///
/// # Errors
/// When the token is not to be believed, or a header is not text or too long.
pub(super) async fn read(request: &HttpRequest, state: &State) -> Result<Who, Refusal> {
    let headers = request.headers();
    Ok(Who {
        caller: caller(request, state).await?,
        legal_entity: text(headers, "X-Legal-Entity", 100)?,
        idempotency_key: text(headers, "Idempotency-Key", 255)?,
    })
}

/// Who asks; nobody without a token.
///
/// # Errors
/// When the token is not to be believed.
pub(super) async fn caller(
    request: &HttpRequest,
    state: &State,
) -> Result<Option<Caller>, Refusal> {
    let mut all = request.headers().get_all(AUTHORIZATION);
    let Some(header) = all.next() else {
        return Ok(None);
    };
    if all.next().is_some() {
        return Err(bad("header"));
    }
    let header = header.to_str().map_err(|_unreadable| bad("header"))?;
    let address = address(request, state);
    state.caller(header, &address).await.map(Some)
}

/// That a credential of a kind is not believed: clients are told nothing else of it.
fn bad(credential: &'static str) -> Refusal {
    METRICS.sign_in_refused(credential);
    Refusal::new(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", BAD_TOKEN)
}

impl State {
    /// Whoever signs in with this, as the header `Authorization` says it, from an address: the one
    /// way in, for requests and for sockets.
    ///
    /// # Errors
    /// When it is not to be believed, the database is away that would tell, or too much that was
    /// nobody's came from there.
    pub(super) async fn caller(
        &self,
        authorization: &str,
        address: &str,
    ) -> Result<Caller, Refusal> {
        let looked_up = self.looked_up(authorization, address);
        let looked_up = self.db().unless_lost(looked_up).await;
        looked_up.map_err(|failure| unavailable(&failure))?
    }

    /// Whether somebody who stays is still to be believed, and may what they might before; asked
    /// now and then. While nobody can tell, who was somebody stays so.
    ///
    /// # Errors
    /// Why not, to be told.
    pub(super) async fn stays(
        &self,
        authorization: &str,
        before: Option<&Caller>,
        address: &str,
    ) -> Result<(), &'static str> {
        let now = match self.caller(authorization, address).await {
            Ok(now) => now,
            Err(refusal) if matches!(refusal.code(), "UNAVAILABLE" | "THROTTLED") => return Ok(()),
            Err(_bad) => return Err("the token is valid no more"),
        };
        // What runs goes on as it began, with roles and for legal entities that are gone.
        match before.is_none_or(|before| before.memberships() == now.memberships()) {
            true => Ok(()),
            false => Err("what the token allows has changed"),
        }
    }

    async fn looked_up(&self, authorization: &str, address: &str) -> Result<Caller, Refusal> {
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
            let caller = self.by_api_key(token, address, now).await?;
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
