//! `/import/…`: rows of a file that is sent, written batch by batch, and a line for each (C-13).
//!
//! What is allowed and refused is what the graph's imports allow and refuse. The answer is NDJSON:
//! a line a row, and one more at the end; without that, it broke off, and the same file can be sent
//! again. A client that goes away is worked for until the end of a batch.

use std::io::{self, Cursor};
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::web::{Bytes, Data, Path, Payload, Query};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::stream::{self, Stream};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::mpsc::{self, Receiver};

use crate::graphql::bulk::{Fault, import_named};

use super::accept::Media;
use super::answer::{Refusal, short};
use super::endpoint::{is_compressed, is_of, read};
use super::frame::request_id;
use super::intake::{Form, Intake, Rows, Target, Told};
use super::server::State;
use super::who;

/// How large a file may be: that of one upload (S-04).
const BYTES_MAX: usize = 10 * 1024 * 1024;

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
    let who = who::read(request.headers(), state).await?;
    if who.caller.is_none() {
        let message = "sign in: Authorization: Bearer …";
        return Err(Refusal::new(
            StatusCode::UNAUTHORIZED,
            "UNAUTHENTICATED",
            message,
        ));
    }
    let asked = Query::<Asked>::from_query(request.query_string());
    let asked = asked.map_err(|_other| wrong("dryRun can be asked for: true or false"))?;
    let permit = Arc::clone(state.imports()).try_acquire_owned();
    let permit = permit.map_err(|_none_left| {
        let message = "as many files as can be are being imported; try again later";
        Refusal::later(StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", message, 10)
    })?;
    let file = read(request.headers(), body, state.limits(), BYTES_MAX).await?;
    let rows = Rows::new(import, form, Cursor::new(file)).map_err(|why| wrong(short(&why)))?;
    let target = Target {
        import,
        schema: state.schema().clone(),
        db: state.db().clone(),
        caller: who.caller,
        legal_entity: who.legal_entity,
        request_id: Some(request_id(request)),
        dry_run: asked.dry_run,
    };
    let mut intake = Intake::new(target, rows);
    // The first batch is done before anything is answered, so that what nobody may has a status.
    let first = intake.next().await.map_err(|fault| refusal(&fault))?;
    let (send, receive) = mpsc::channel(1);
    tokio::spawn(async move {
        let mut batch = first;
        while let Some(told) = batch {
            // A client that went away takes nothing.
            if send.send(lines(&told)).await.is_err() {
                return;
            }
            batch = match intake.next().await {
                Ok(batch) => batch,
                Err(fault) => {
                    tracing::warn!(code = %fault.code, "an import broke off");
                    return;
                }
            };
        }
        let end = json!({ "status": "END", "summary": intake.summary() });
        let _ = send.send(Bytes::from(format!("{end}\n"))).await;
        drop(permit);
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

fn wrong(message: impl Into<String>) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, "BAD_USER_INPUT", message)
}

/// What a fault is to somebody who sent a file.
fn refusal(fault: &Fault) -> Refusal {
    let (status, code) = match fault.code.as_str() {
        "UNAUTHENTICATED" => (StatusCode::UNAUTHORIZED, "UNAUTHENTICATED"),
        "FORBIDDEN" => (StatusCode::FORBIDDEN, "FORBIDDEN"),
        "UNAVAILABLE" => (StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE"),
        "CONFLICT" => (StatusCode::CONFLICT, "CONFLICT"),
        "BAD_USER_INPUT" => (StatusCode::BAD_REQUEST, "BAD_USER_INPUT"),
        _ => {
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            return Refusal::new(status, "INTERNAL_SERVER_ERROR", "Internal error");
        }
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
