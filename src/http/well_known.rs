//! `/.well-known`: what others need to check tokens that we sign.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Value, json};

use crate::auth::own;

use super::accept::Media;
use super::answer::Refusal;
use super::endpoint::nowhere;
use super::frame::request_id;
use super::server::State;

/// The public halves of our own keys.
pub async fn jwks(request: HttpRequest, state: Data<State>) -> HttpResponse {
    let Some(ours) = state.verifier().own() else {
        return nowhere().await;
    };
    match own::jwks(&ours.folder) {
        // As long as our own servers keep them.
        Ok(keys) => shown(&keys, "public, max-age=60"),
        Err(error) => {
            tracing::error!(%error, "our own keys cannot be read");
            Refusal::broken(&request_id(&request)).answer(Media::Json)
        }
    }
}

/// Where the keys are, for those that look for them by the issuer's address; so only where the
/// issuer is called by an address.
pub async fn openid_configuration(state: Data<State>) -> HttpResponse {
    let Some(ours) = state.verifier().own() else {
        return nowhere().await;
    };
    let issuer = ours.issuer.as_str();
    if !issuer.starts_with("https://") && !issuer.starts_with("http://") {
        return nowhere().await;
    }
    let base = issuer.trim_end_matches('/');
    let document = json!({
        "issuer": issuer,
        "jwks_uri": format!("{base}/.well-known/jwks.json"),
        "id_token_signing_alg_values_supported": ["EdDSA"],
        "response_types_supported": ["token"],
        "subject_types_supported": ["public"],
    });
    shown(&document, "public, max-age=3600")
}

fn shown(body: &Value, caching: &'static str) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/json"))
        .insert_header((CACHE_CONTROL, caching))
        .body(body.to_string())
}
