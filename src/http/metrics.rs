//! `/metrics`: the numbers of the server for Prometheus (U-14).

use actix_web::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use crate::observe::{Form, Level, METRICS, levels};

use super::accept::Media;
use super::answer::Refusal;
use super::frame::request_id;
use super::server::State;

/// Answers with all numbers, in the form that is asked for.
pub async fn metrics(request: HttpRequest, state: Data<State>) -> HttpResponse {
    let wants_open = |line: &actix_web::http::header::HeaderValue| {
        let line = line.to_str().unwrap_or_default();
        line.contains("application/openmetrics-text")
    };
    let form = match request.headers().get_all(ACCEPT).any(wants_open) {
        true => Form::OpenMetrics,
        false => Form::Prometheus,
    };
    match METRICS.text(form, looked_up(&state)) {
        Ok(text) => HttpResponse::Ok()
            .insert_header((CONTENT_TYPE, form.content_type()))
            .insert_header((CACHE_CONTROL, "no-store"))
            .body(text),
        Err(error) => {
            tracing::error!(%error, "the numbers cannot be written");
            Refusal::broken(&request_id(&request)).answer(Media::Json)
        }
    }
}

/// What is looked up and counted nowhere.
fn looked_up(state: &State) -> Vec<Level> {
    let number = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let turns = state.pressure().turns_taken();
    let mut all = levels(state.started());
    all.extend([
        Level::new(
            "avtal_turns_taken",
            "Requests that are being worked at",
            number(turns.taken),
        ),
        Level::new(
            "avtal_turns_waiting",
            "Requests that wait for their turn",
            number(turns.waiting),
        ),
        Level::new(
            "avtal_turns_limit",
            "Requests that may be worked at at once",
            number(state.limits().executing),
        ),
        Level::new(
            "avtal_exports_running",
            "Exports that are being made",
            number(state.exports().n_taken()),
        ),
    ]);
    for pool in state.db().pools() {
        let connections = |state, n| {
            let help = "Connections to the database, by pool and state";
            let level = Level::new("avtal_db_connections", help, number(n));
            level.of("pool", pool.name).of("state", state)
        };
        let limit = Level::new(
            "avtal_db_connections_limit",
            "The most connections to the database, by pool",
            number(pool.most),
        );
        all.extend([
            connections("idle", pool.idle),
            connections("used", pool.open.saturating_sub(pool.idle)),
            limit.of("pool", pool.name),
        ]);
    }
    all
}
