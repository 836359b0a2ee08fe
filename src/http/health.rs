//! Is the server there, is it of use, which one is it?

use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::web::Data;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::server::State;

/// How long the database may take to say that it is there.
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

/// The process answers, and its database too.
pub async fn ready(state: Data<State>) -> HttpResponse {
    if state.is_stopping() {
        let body = json!({ "status": "stopping" });
        return told(StatusCode::SERVICE_UNAVAILABLE, &body);
    }
    match timeout(PATIENCE, state.db().ping()).await {
        Ok(Ok(())) => told(StatusCode::OK, &json!({ "status": "ok" })),
        _ => {
            let body = json!({ "status": "unavailable", "database": "does not answer" });
            told(StatusCode::SERVICE_UNAVAILABLE, &body)
        }
    }
}

/// The program and its version.
pub async fn version() -> HttpResponse {
    let body = json!({ "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") });
    told(StatusCode::OK, &body)
}
