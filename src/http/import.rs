//! `/import/…`: rows of a file that is sent, written batch by batch, and a line for each (C-13).
//!
//! What is allowed and refused is what the graph's imports allow and refuse. The answer is NDJSON:
//! a line a row, and one more at the end; without that, it broke off, and the same file can be sent
//! again. A client that goes away is worked for until the end of a batch.

use std::io::{self, Cursor};
use std::time::Instant;

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::web::{Bytes, Data, Path, Payload, Query};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::stream::{self, Stream};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::mpsc::{self, Receiver};
use tokio::time::timeout;

use crate::config::millis;
use crate::graphql::bulk::{Fault, import_named};
use crate::graphql::context::Session;
use crate::observe;

use super::accept::Media;
use super::answer::{Refusal, short};
use super::endpoint::{address, is_compressed, is_of, read};
use super::frame::request_id;
use super::intake::{Form, Intake, Rows, Target, Told};
use super::run::{away, share};
use super::server::State;
use super::who;

/// How large a file may be: that of one upload (S-04).
const BYTES_MAX: usize = 10 * 1024 * 1024;

/// What a row costs of its caller's share; what it comes to in the database is not known here.
const ROW: usize = 10;

/// What is asked for besides the import.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Asked {
    #[serde(default)]
    dry_run: bool,
}

/// Imports a file.
pub async fn import(
    request: HttpRequest,
    path: Path<String>,
    body: Payload,
    state: Data<State>,
) -> HttpResponse {
    match begun(&request, &path, body, &state).await {
        Ok(response) => response,
        Err(refusal) => refusal.answer(Media::Json),
    }
}

/// Answers methods that a file is not sent by.
pub async fn only_post() -> HttpResponse {
    Refusal::method("POST").answer(Media::Json)
}

async fn begun(
    request: &HttpRequest,
    path: &str,
    body: Payload,
    state: &State,
) -> Result<HttpResponse, Refusal> {
    let import = import_named(path).ok_or_else(|| {
        let message = "there is no such import";
        Refusal::new(StatusCode::NOT_FOUND, "NOT_FOUND", message)
    })?;
    let form = form(request)?;
    let who = who::read(request, state).await?;
    who.is_somebody()?;
    let asked = Query::<Asked>::from_query(request.query_string());
    let asked =
        asked.map_err(|_other| Refusal::bad_input("dryRun can be asked for: true or false"))?;
    let (limits, id) = (*state.limits(), request_id(request));
    let share = share(&who, &address(request, state));
    let pressure = state.pressure();
    pressure.admit(&share, Instant::now()).map_err(away)?;
    // Who may not import keeps nobody out who may.
    let db = state.db().clone();
    let session = Session::new(db, who.caller.clone(), who.legal_entity.clone(), None);
    let permitted = import.permitted(state.schema(), session).await;
    permitted.map_err(|fault| refusal(&fault, &id))?;
    // Before the file is read, since so many files at most are to be in memory.
    let place = state.imports().take(share.legal_entity).map_err(away)?;
    let file = read(request.headers(), body, &limits, BYTES_MAX).await?;
    let rows = Rows::new(import, form, Cursor::new(file))
        .map_err(|why| Refusal::bad_input(short(&why)))?;
    let target = Target {
        import,
        schema: state.schema().clone(),
        db: state.db().clone(),
        caller: who.caller,
        legal_entity: who.legal_entity,
        request_id: Some(id.clone()),
        dry_run: asked.dry_run,
    };
    let mut intake = Intake::new(target, rows);
    // The first batch is done before anything is answered, so that what nobody may has a status.
    let turn = pressure.turn(share.legal_entity).await.map_err(away)?;
    let first = intake.next().await.map_err(|fault| refusal(&fault, &id))?;
    drop(turn);
    let (send, receive) = mpsc::channel(1);
    let patience = millis(limits.socket_patience_ms);
    let state = state.clone();
    observe::spawn(async move {
        let mut batch = first;
        while let Some(told) = batch {
            let cost = told.len().saturating_mul(ROW);
            state.pressure().charge(&share, cost, Instant::now());
            // A client that went away takes nothing, and one that does not read is not waited for.
            let taken = timeout(patience, send.send(lines(&told))).await;
            if !matches!(taken, Ok(Ok(()))) {
                return;
            }
            let turn = state.pressure().next_turn(share.legal_entity).await;
            batch = match intake.next().await {
                Ok(batch) => batch,
                Err(fault) => {
                    tracing::warn!(code = %fault.code, "an import broke off");
                    return;
                }
            };
            drop(turn);
        }
        let end = json!({ "status": "END", "summary": intake.summary() });
        let end = Bytes::from(format!("{end}\n"));
        drop(place);
        let _ = timeout(patience, send.send(end)).await;
    });
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/x-ndjson"))
        .insert_header((CACHE_CONTROL, "no-store"))
        .streaming(pieces(receive)))
}

/// The form of a body.
fn form(request: &HttpRequest) -> Result<Form, Refusal> {
    let headers = request.headers();
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default();
    match is_compressed(headers) {
        false if is_of(kind, "text/csv") => Ok(Form::Csv),
        false if is_of(kind, "application/x-ndjson") => Ok(Form::Ndjson),
        _ => Err(Refusal::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "UNSUPPORTED_MEDIA_TYPE",
            "the body is text/csv or application/x-ndjson in UTF-8, and not compressed",
        )),
    }
}

/// What a fault is to somebody who sent a file.
fn refusal(fault: &Fault, request_id: &str) -> Refusal {
    let (status, code) = match fault.code.as_str() {
        "UNAUTHENTICATED" => (StatusCode::UNAUTHORIZED, "UNAUTHENTICATED"),
        "FORBIDDEN" => (StatusCode::FORBIDDEN, "FORBIDDEN"),
        "UNAVAILABLE" => return Refusal::unavailable(&short(&fault.message)),
        "CONFLICT" => (StatusCode::CONFLICT, "CONFLICT"),
        "BAD_USER_INPUT" => (StatusCode::BAD_REQUEST, "BAD_USER_INPUT"),
        _ => return Refusal::broken(request_id),
    };
    Refusal::new(status, code, short(&fault.message))
}

fn lines(told: &[Told]) -> Bytes {
    let lines = told.iter().map(|one| format!("{}\n", json!(one)));
    Bytes::from(lines.collect::<String>())
}

/// The pieces as a body.
fn pieces(receive: Receiver<Bytes>) -> impl Stream<Item = Result<Bytes, io::Error>> {
    stream::unfold(receive, |mut receive| async {
        let piece = receive.recv().await?;
        Some((Ok(piece), receive))
    })
}
