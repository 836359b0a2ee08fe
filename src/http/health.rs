//! Is the server there, is it of use, which one is it?

use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::web::Data;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::tenancy::Standing;

use super::server::State;

/// How long issuers may take to hand out their keys.
const PATIENCE: Duration = Duration::from_secs(2);

fn told(status: StatusCode, body: &Value) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((CONTENT_TYPE, "application/json"))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(body.to_string())
}

/// The process answers.
pub async fn live() -> HttpResponse {
    told(StatusCode::OK, &json!({ "status": "ok" }))
}

/// The process answers, and its database did within the last seconds: nothing is waited for, and
/// nothing is asked that requests wait for too.
pub async fn ready(state: Data<State>) -> HttpResponse {
    if state.is_stopping() {
        let body = json!({ "status": "stopping" });
        return told(StatusCode::SERVICE_UNAVAILABLE, &body);
    }
    let (issuers, can_sign_in) = issuers(&state).await;
    let database = match state.db().standing() {
        Standing::Here if !state.db().has_another_schema() => "ok",
        Standing::Opening => "was not reached yet",
        Standing::Here | Standing::OtherSchema => "has another schema",
        Standing::Away => "does not answer",
    };
    let (status, word) = match database == "ok" && can_sign_in {
        true => (StatusCode::OK, "ok"),
        false => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
    };
    let body = json!({ "status": word, "database": database, "issuers": issuers });
    told(status, &body)
}

/// How the issuers stand, and whether anybody could sign in: one that is away is no reason to keep
/// the others' people out.
async fn issuers(state: &State) -> (Value, bool) {
    let now = state.db().clock().now();
    let verifier = state.verifier();
    // An issuer that takes longer is looked for again the next time.
    let _ = timeout(PATIENCE, verifier.warm(now)).await;
    let all = verifier.standings(now);
    let can_sign_in = all.iter().any(|(_, standing)| standing.keys > 0);
    // Without their names: whose they are is nobody's business who did not sign in.
    let shown = all.iter().map(|(_name, standing)| {
        let status = match (standing.keys, &standing.failure) {
            (0, _) => "no keys",
            (_, Some(_)) => "its keys could not be renewed",
            (_, None) => "ok",
        };
        json!({ "status": status })
    });
    (shown.collect(), can_sign_in)
}

/// The program and its version.
pub async fn version() -> HttpResponse {
    let body = json!({ "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") });
    told(StatusCode::OK, &body)
}
