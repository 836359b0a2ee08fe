//! What is seen of a request and of the operations in it: a line in the log, spans, numbers.
//!
//! What is written down of a request is the program's own: the route and not the path, one of the
//! known methods, names that can be told. See [`observe`](crate::observe).

use std::sync::Arc;
use std::time::Instant;

use actix_web::http::Method;
use actix_web::http::header::HeaderMap;
use async_graphql::parser::types::OperationType;

use crate::observe::log::ACCESS;
use crate::observe::metrics::Open;
use crate::observe::{Context, METRICS, Seen, is_speakable, trace};

use super::answer::Answered;
use super::who::Who;

/// What stands for the route of a path that leads nowhere.
const NOWHERE: &str = "nowhere";

/// A request over HTTP, or an operation over a socket, from its beginning to its end.
pub(super) struct Watched {
    seen: Arc<Seen>,
    context: Context,
    begun: Instant,
    method: &'static str,
    is_answered: bool,
    /// Counts it among the requests that are being answered; a socket may tell for hours.
    _open: Option<Open>,
}

impl Watched {
    /// A request over HTTP begins.
    pub(super) fn request(id: &str, method: &Method, headers: &HeaderMap) -> Self {
        let method = known(method);
        let traceparent = headers.get("traceparent");
        let traceparent = traceparent.and_then(|given| given.to_str().ok());
        let open = METRICS.request_begins();
        Self::begin(id, method, &trace::request(method, traceparent), Some(open))
    }

    /// An operation over a socket begins, within the trace of the request that opened it.
    pub(super) fn over_socket(id: &str) -> Self {
        Self::begin(id, "WEBSOCKET", &Context::current(), None)
    }

    fn begin(id: &str, method: &'static str, context: &Context, open: Option<Open>) -> Self {
        let (seen, context) = Seen::begin(id, context);
        Self {
            seen,
            context,
            begun: Instant::now(),
            method,
            is_answered: false,
            _open: open,
        }
    }

    /// The context that it is worked at in.
    pub(super) fn context(&self) -> Context {
        self.context.clone()
    }

    /// It was answered over HTTP: under which route, with which status, with how many bytes if
    /// that is known.
    pub(super) fn answered(mut self, route: Option<&str>, status: u16, bytes: Option<u64>) {
        self.is_answered = true;
        let route = route.unwrap_or(NOWHERE);
        METRICS.request(route, status, self.begun.elapsed());
        if let Some(bytes) = bytes.and_then(|bytes| usize::try_from(bytes).ok()) {
            METRICS.sent(bytes);
        }
        trace::answered(&self.context, self.method, route, status);
        let _entered = self.context.clone().attach();
        tracing::info!(
            target: ACCESS,
            method = self.method,
            route,
            status,
            ms = self.ms(),
            bytes,
            statements = self.seen.statements(),
            rows = self.seen.rows(),
            database_ms = self.seen.database_ms(),
            code = self.seen.code(),
            "answered"
        );
    }

    /// It was answered over a socket, with so many responses.
    pub(super) fn answered_over_socket(mut self, responses: usize) {
        self.is_answered = true;
        let _entered = self.context.clone().attach();
        tracing::info!(
            target: ACCESS,
            method = self.method,
            ms = self.ms(),
            responses,
            statements = self.seen.statements(),
            rows = self.seen.rows(),
            database_ms = self.seen.database_ms(),
            code = self.seen.code(),
            "answered"
        );
    }

    fn ms(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        if self.is_answered {
            return;
        }
        let _entered = self.context.clone().attach();
        tracing::info!(
            target: ACCESS,
            method = self.method,
            ms = self.ms(),
            statements = self.seen.statements(),
            "ended early"
        );
    }
}

/// The method, if it is one that is known: clients may write anything.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        Method::PATCH => "PATCH",
        Method::TRACE => "TRACE",
        Method::CONNECT => "CONNECT",
        _ => "_OTHER",
    }
}

/// One operation.
pub(super) struct Operation {
    seen: Arc<Seen>,
    context: Context,
    begun: Instant,
    legal_entity: Option<uuid::Uuid>,
}

impl Operation {
    /// An operation begins, within what is watched now.
    pub(super) fn begin(request_id: &str, who: &Who) -> Self {
        let context = trace::operation(&Context::current());
        let (seen, context) = Seen::within(request_id, &context);
        Self {
            legal_entity: asked_by(&seen, who),
            seen,
            context,
            begun: Instant::now(),
        }
    }

    /// The context that it is worked at in.
    pub(super) fn context(&self) -> Context {
        self.context.clone()
    }

    /// It has come to something: an answer, many to come, or a refusal with a code.
    pub(super) fn end(self, begun: Result<Option<&Answered>, &'static str>) {
        match begun {
            Ok(Some(answered)) => {
                let _entered = self.context.clone().attach();
                answered.count_errors();
            }
            Ok(None) => {}
            // It is counted when it is told.
            Err(code) => self.seen.add_code(code),
        }
        let (kind, name) = self.seen.names();
        let took = self.begun.elapsed();
        METRICS.operation(
            kind.unwrap_or("unknown"),
            name.as_deref(),
            self.legal_entity,
            took,
        );
        trace::operation_ends(&self.context, kind, name, self.seen.code());
        self.seen.end();
    }
}

/// Says who asks, and returns for which legal entity.
fn asked_by(seen: &Seen, who: &Who) -> Option<uuid::Uuid> {
    let caller = who.caller.as_ref();
    let membership = caller.and_then(|own| own.membership(who.legal_entity.as_deref()).ok());
    let legal_entity = membership.map(|membership| membership.id.0);
    seen.asked_by(caller.map(|own| own.subject()), legal_entity);
    legal_entity
}

/// Says that the current request is for a file of a connection.
pub(super) fn is_export(connection: &str, who: &Who) {
    if let Some(seen) = Seen::current() {
        seen.is_named("export", Some(connection));
        asked_by(&seen, who);
    }
}

/// Says what kind of operation the current one is, and how the client calls it.
pub(super) fn is_named(kind: OperationType, name: Option<&str>) {
    let kind = match kind {
        OperationType::Query => "query",
        OperationType::Mutation => "mutation",
        OperationType::Subscription => "subscription",
    };
    if let Some(seen) = Seen::current() {
        let told = |name| if is_speakable(name) { name } else { "other" };
        seen.is_named(kind, name.map(told));
    }
}
