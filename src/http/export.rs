//! `/export/…`: a whole connection as a file, one moment of it, page after page (C-13).
//!
//! The pages are those that the graph gives to the same caller, so that nothing is exported that
//! could not be asked for, and each has its turn and its cost as any request. The work is done
//! beside the connection, a page ahead of the client: when that goes away or is too slow, the work
//! ends and lets its transaction go.

use std::io;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{Bytes, Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use async_graphql::{Request, ServerError, Value, Variables};
use futures_util::FutureExt as _;
use futures_util::stream::{self, Stream};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::time::timeout;

use crate::config::millis;
use crate::graphql::answer_size::Meter;
use crate::graphql::columns::{Column, Connection, connection_named};
use crate::graphql::context::Session;
use crate::graphql::exact_numbers;
use crate::graphql::page::PAGE_SIZE_MAX;
use crate::observe::{self, METRICS};

use super::accept::Media;
use super::answer::{Refusal, code_of, short};
use super::cells;
use super::endpoint::address;
use super::frame::request_id;
use super::pressure::{self, Share};
use super::run::{away, lost, share, too_long};
use super::server::State;
use super::{watched, who};

/// How many pages are made ahead of the client.
const AHEAD: usize = 2;

/// What is asked for besides the connection.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Asked {
    filter: Option<String>,
    order_by: Option<String>,
    fields: Option<String>,
}

/// The form of a file.
#[derive(Clone, Copy)]
enum Form {
    Csv,
    Ndjson,
}

/// A piece of a file, or its end: without that, it broke off.
enum Piece {
    Rows(Bytes),
    End,
}

/// Answers with a file.
pub async fn export(request: HttpRequest, path: Path<String>, state: Data<State>) -> HttpResponse {
    match begun(&request, &path, &state).await {
        Ok(response) => response,
        Err(refusal) => refusal.answer(Media::Json),
    }
}

/// Answers methods that a file is not asked by.
pub async fn only_get() -> HttpResponse {
    Refusal::method("GET").answer(Media::Json)
}

async fn begun(request: &HttpRequest, path: &str, state: &State) -> Result<HttpResponse, Refusal> {
    let (connection, form) = known(path).ok_or_else(|| {
        let message = "there is no such export: ask for a connection as .csv or .ndjson";
        Refusal::new(StatusCode::NOT_FOUND, "NOT_FOUND", message)
    })?;
    let who = who::read(request, state).await?;
    watched::is_export(&connection.name, &who);
    who.is_somebody()?;
    let asked = Query::<Asked>::from_query(request.query_string());
    let asked = asked
        .map_err(|_other| Refusal::bad_input("filter, orderBy and fields can be asked for"))?;
    let columns = connection
        .columns(asked.fields.as_deref())
        .map_err(Refusal::bad_input)?;
    let share = share(&who, &address(request, state));
    let pressure = state.pressure();
    pressure.admit(&share, Instant::now()).map_err(away)?;
    // Whoever waits for a turn keeps no place from others.
    let turn = pressure.turn(share.legal_entity).await.map_err(away)?;
    let place = state.exports().take(share.legal_entity).map_err(away)?;
    let session = Session::new(state.db().clone(), who.caller, who.legal_entity, None);
    let mut pages = Pages {
        state: state.clone(),
        share,
        request_id: request_id(request),
        session: Arc::new(session),
        document: connection.document(&columns, PAGE_SIZE_MAX),
        filter: read(asked.filter.as_deref(), "filter")?,
        order: read(asked.order_by.as_deref(), "orderBy")?,
    };
    // The first page is made before anything is answered, so that a refusal has a status.
    let limits = state.limits();
    let first = timeout(millis(limits.execution_ms), pages.page(None)).await;
    let first = first.map_err(|_elapsed| too_long(false))??;
    drop(turn);
    let rows_max = u64::try_from(limits.export_rows).unwrap_or(u64::MAX);
    let time = millis(limits.export_ms);
    if first.total.is_some_and(|total| total > rows_max) {
        let message = format!("the export is above the limit of {rows_max} rows: filter it");
        return Err(Refusal::new(
            StatusCode::BAD_REQUEST,
            "LIMIT_EXCEEDED",
            message,
        ));
    }
    let (send, receive) = mpsc::channel(AHEAD);
    let name = format!("attachment; filename=\"{path}\"");
    observe::spawn(async move {
        let made = timeout(time, pages.send_all(first, &columns, form, &send)).await;
        // Whoever has its file may ask for the next.
        drop(place);
        match made {
            Ok(true) => drop(send.send(Piece::End).await),
            Ok(false) => {}
            Err(_elapsed) => tracing::warn!("an export took too long and was stopped"),
        }
    });
    let kind = match form {
        Form::Csv => "text/csv; charset=utf-8; header=present",
        Form::Ndjson => "application/x-ndjson",
    };
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, kind))
        .insert_header((CONTENT_DISPOSITION, name))
        .insert_header((CACHE_CONTROL, "no-store"))
        .streaming(pieces(receive)))
}

/// The connection and the form that a name means.
fn known(path: &str) -> Option<(&'static Connection, Form)> {
    let (name, ending) = path.rsplit_once('.')?;
    let form = match ending {
        "csv" => Form::Csv,
        "ndjson" => Form::Ndjson,
        _ => return None,
    };
    Some((connection_named(name)?, form))
}

fn read(text: Option<&str>, name: &str) -> Result<serde_json::Value, Refusal> {
    let Some(text) = text else {
        return Ok(serde_json::Value::Null);
    };
    if exact_numbers::has_long_number(text) {
        return Err(Refusal::bad_input(exact_numbers::REASON));
    }
    serde_json::from_str(text).map_err(|_broken| Refusal::bad_input(format!("{name} is not JSON")))
}

/// What the pages of an export are asked with.
struct Pages {
    state: State,
    share: Share,
    request_id: String,
    session: Arc<Session>,
    document: String,
    filter: serde_json::Value,
    order: serde_json::Value,
}

struct Page {
    rows: Vec<Value>,
    next: Option<String>,
    total: Option<u64>,
}

impl Pages {
    /// The page after a cursor, as the graph gives it.
    async fn page(&mut self, after: Option<String>) -> Result<Page, Refusal> {
        // The same moment, but nothing of the rows before stays in memory.
        self.session = self.session.again();
        let meter = Arc::new(Meter::new(self.state.limits().answer_values));
        let variables = json!({
            "first": after.is_none(),
            "after": after,
            "filter": self.filter,
            "orderBy": self.order,
        });
        let request = Request::new(self.document.clone())
            .variables(Variables::from_json(variables))
            .data(Arc::clone(&self.session))
            .data(Arc::clone(&meter));
        let made = AssertUnwindSafe(self.state.schema().execute(request)).catch_unwind();
        let response = tokio::select! {
            made = made => made.map_err(|_panic| Refusal::broken(&self.request_id))?,
            () = meter.above() => {
                let message = "a page is above the limit of an answer: ask for fewer fields";
                return Err(Refusal::new(StatusCode::BAD_REQUEST, "LIMIT_EXCEEDED", message));
            }
            () = self.state.db().lost() => return Err(lost(false)),
        };
        let (pressure, now) = (self.state.pressure(), Instant::now());
        pressure.charge(&self.share, pressure::cost(meter.values(), 0), now);
        if let Some(error) = response.errors.first() {
            return Err(refusal(error, &self.request_id));
        }
        page(response.data).ok_or_else(|| Refusal::broken(&self.request_id))
    }

    /// Sends all pages; whether these were all.
    async fn send_all(
        mut self,
        first: Page,
        columns: &[Column],
        form: Form,
        send: &Sender<Piece>,
    ) -> bool {
        let mut text = match form {
            Form::Csv => cells::head(columns),
            Form::Ndjson => String::new(),
        };
        let mut page = first;
        loop {
            for row in &page.rows {
                match form {
                    Form::Csv => cells::line(&mut text, columns, row),
                    Form::Ndjson => {
                        text.push_str(&serde_json::to_string(row).unwrap_or_default());
                        text.push('\n');
                    }
                }
            }
            let rows = Bytes::from(std::mem::take(&mut text));
            METRICS.sent(rows.len());
            // A client that went away takes nothing.
            if send.send(Piece::Rows(rows)).await.is_err() {
                return false;
            }
            let Some(next) = page.next else {
                return true;
            };
            let pressure = self.state.pressure();
            let _turn = pressure.next_turn(self.share.legal_entity).await;
            page = match self.page(Some(next)).await {
                Ok(page) => page,
                Err(refusal) => {
                    tracing::warn!(code = refusal.code(), "an export broke off");
                    return false;
                }
            };
        }
    }
}

fn page(mut data: Value) -> Option<Page> {
    let mut take = |names: &[&str]| {
        let mut value = &mut data;
        for name in names {
            let Value::Object(object) = value else {
                return None;
            };
            value = object.get_mut(*name)?;
        }
        Some(std::mem::take(value))
    };
    let Value::List(rows) = take(&["page", "nodes"])? else {
        return None;
    };
    let has_next = take(&["page", "pageInfo", "hasNextPage"])? == Value::Boolean(true);
    let next = match take(&["page", "pageInfo", "endCursor"])? {
        Value::String(cursor) if has_next => Some(cursor),
        _ => None,
    };
    let total = match take(&["page", "totalCount"]) {
        Some(Value::Number(total)) => total.as_u64(),
        _ => None,
    };
    Some(Page { rows, next, total })
}

/// What an error of the graph is to somebody who asked for a file.
fn refusal(error: &ServerError, request_id: &str) -> Refusal {
    let (status, code) = match code_of(error) {
        "UNAUTHENTICATED" => (StatusCode::UNAUTHORIZED, "UNAUTHENTICATED"),
        "FORBIDDEN" => (StatusCode::FORBIDDEN, "FORBIDDEN"),
        "UNAVAILABLE" => return Refusal::unavailable(&short(&error.message)),
        "LIMIT_EXCEEDED" => (StatusCode::BAD_REQUEST, "LIMIT_EXCEEDED"),
        "BAD_USER_INPUT" | "GRAPHQL_VALIDATION_FAILED" => {
            (StatusCode::BAD_REQUEST, "BAD_USER_INPUT")
        }
        _ => {
            tracing::error!(error = %error.message, "an export failed");
            return Refusal::broken(request_id);
        }
    };
    Refusal::new(status, code, short(&error.message))
}

/// The pieces as a body. One that breaks off ends the connection, so that no client takes half a
/// file for the whole.
fn pieces(receive: Receiver<Piece>) -> impl Stream<Item = Result<Bytes, io::Error>> {
    stream::unfold(Some(receive), |receive| async {
        let mut receive = receive?;
        match receive.recv().await {
            Some(Piece::Rows(rows)) => Some((Ok(rows), Some(receive))),
            Some(Piece::End) => None,
            None => Some((Err(io::Error::other("the export broke off")), None)),
        }
    })
}
