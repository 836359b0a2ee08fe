//! Traces, sent by OTLP to where the variables of OpenTelemetry say (U-15), and nowhere without.
//!
//! A request has a span, each operation in it one, each statement of that one. They carry names and
//! numbers: no document, no variable, no value of a statement, no header. Spans wait in a bounded
//! queue for a thread of their own, so that neither a collector that is away nor one that hangs is
//! noticed by a request; what finds no room is left out.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use opentelemetry::propagation::{Extractor, TextMapPropagator};
use opentelemetry::trace::{Span, SpanKind, Status, TraceContextExt, Tracer, TracerProvider};
use opentelemetry::{Context, Key, KeyValue};
use opentelemetry_otlp::ExporterBuildError;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider, SpanData, SpanExporter};
use tokio::time::timeout;

use crate::clock::Clock;

use super::statement::{table, text};
use super::{METRICS, is_speakable};

/// How long the program waits for its last spans to be taken when it ends.
const FAREWELL: Duration = Duration::from_millis(1_500);

/// The longest text of a statement in a span, in bytes.
const TEXT_BYTES_MAX: usize = 2_000;

struct Tracing {
    provider: SdkTracerProvider,
    tracer: SdkTracer,
}

static TRACING: OnceLock<Tracing> = OnceLock::new();

/// Begins to send traces. What is not said here is read from the variables by OpenTelemetry.
///
/// # Errors
/// When the variables say something that makes no sense.
pub fn begin() -> Result<(), ExporterBuildError> {
    let exporter = opentelemetry_otlp::SpanExporter::builder()
        .with_http()
        .build()?;
    let provider = SdkTracerProvider::builder()
        .with_resource(resource())
        .with_batch_exporter(Counted {
            exporter,
            is_away: AtomicBool::new(false),
        })
        .build();
    let tracer = provider.tracer(env!("CARGO_PKG_NAME"));
    // Only the first of a process has an effect.
    let _ = TRACING.set(Tracing { provider, tracer });
    Ok(())
}

/// Who sends, by the variables; by the program's name where they say nothing.
fn resource() -> Resource {
    let version = KeyValue::new("service.version", env!("CARGO_PKG_VERSION"));
    let builder = || Resource::builder().with_attribute(version.clone());
    let told = builder().build();
    let name = told.get_ref(&Key::from_static_str("service.name"));
    match name.is_some_and(|name| !name.as_str().starts_with("unknown_service")) {
        true => told,
        false => builder().with_service_name(env!("CARGO_PKG_NAME")).build(),
    }
}

/// Sends the spans that still wait, as far as they are taken at once.
pub async fn end() {
    let Some(tracing) = TRACING.get() else {
        return;
    };
    let provider = tracing.provider.clone();
    let ended = tokio::task::spawn_blocking(move || provider.shutdown_with_timeout(FAREWELL));
    if !matches!(timeout(FAREWELL, ended).await, Ok(Ok(Ok(())))) {
        tracing::warn!("the last spans were not taken");
    }
}

/// Sends spans on, and counts what became of them.
#[derive(Debug)]
struct Counted {
    exporter: opentelemetry_otlp::SpanExporter,
    is_away: AtomicBool,
}

impl SpanExporter for Counted {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let n = batch.len();
        let outcome = self.exporter.export(batch).await;
        METRICS.spans(n, outcome.is_ok());
        // Said once for all batches that fail one after the other.
        let was_away = self.is_away.swap(outcome.is_err(), Ordering::Relaxed);
        match &outcome {
            Err(error) if !was_away => tracing::warn!(%error, "spans are not taken"),
            Ok(()) if was_away => tracing::info!("spans are taken again"),
            _ => {}
        }
        outcome
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.exporter.shutdown_with_timeout(timeout)
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.exporter.force_flush()
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.exporter.set_resource(resource);
    }
}

/// What a client says of its trace. Its `tracestate` is left out: it may hold anything, and would
/// be sent on.
struct Parent<'a>(&'a str);

impl Extractor for Parent<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        (key == "traceparent").then_some(self.0)
    }

    fn keys(&self) -> Vec<&str> {
        vec!["traceparent"]
    }
}

/// The context of a request that comes in: within the client's trace, if it names one.
#[must_use]
pub fn request(method: &'static str, traceparent: Option<&str>) -> Context {
    let parent = match traceparent {
        Some(given) => {
            TraceContextPropagator::new().extract_with_context(&Context::new(), &Parent(given))
        }
        None => Context::new(),
    };
    let Some(tracing) = TRACING.get() else {
        return parent;
    };
    let span = tracing
        .tracer
        .span_builder(method)
        .with_kind(SpanKind::Server)
        .with_attributes([KeyValue::new("http.request.method", method)])
        .start_with_context(&tracing.tracer, &parent);
    parent.with_span(span)
}

/// Ends the span of a request.
pub fn answered(context: &Context, method: &'static str, route: &str, status: u16) {
    let span = context.span();
    if span.is_recording() {
        span.update_name(format!("{method} {route}"));
        span.set_attributes([
            KeyValue::new("http.route", route.to_owned()),
            KeyValue::new("http.response.status_code", i64::from(status)),
        ]);
        if status >= 500 {
            span.set_attribute(KeyValue::new("error.type", status.to_string()));
            span.set_status(Status::error(""));
        }
    }
    span.end();
}

/// The context of an operation, within that of its request.
#[must_use]
pub fn operation(within: &Context) -> Context {
    match TRACING.get() {
        Some(tracing) if within.span().span_context().is_sampled() => {
            let span = tracing.tracer.span_builder("graphql");
            let span = span.start_with_context(&tracing.tracer, within);
            within.with_span(span)
        }
        _ => within.clone(),
    }
}

/// Ends the span of an operation, with its kind and name if it came to having any, and the code of
/// its first error.
pub fn operation_ends(
    context: &Context,
    kind: Option<&'static str>,
    name: Option<String>,
    code: Option<String>,
) {
    let span = context.span();
    if TRACING.get().is_none() || !span.is_recording() {
        return;
    }
    if let Some(kind) = kind {
        span.update_name(kind);
        span.set_attribute(KeyValue::new("graphql.operation.type", kind));
    }
    if let Some(name) = name.filter(|name| is_speakable(name)) {
        span.set_attribute(KeyValue::new("graphql.operation.name", name));
    }
    if let Some(code) = code {
        span.set_attribute(KeyValue::new("error.type", code));
        span.set_status(Status::error(""));
    }
    span.end();
}

/// A statement that came back, as a span of what it was sent for.
pub(super) fn statement(
    system: &'static str,
    kind: &'static str,
    sql: &str,
    took: Duration,
    failed: bool,
) {
    let Some(tracing) = TRACING.get() else {
        return;
    };
    Context::map_current(|context| {
        if !context.span().span_context().is_sampled() {
            return;
        }
        let end: SystemTime = Clock::system().now().into();
        let table = table(sql);
        let mut text = text(sql);
        text.truncate(text.floor_char_boundary(TEXT_BYTES_MAX));
        let mut about = vec![
            KeyValue::new("db.system.name", system),
            KeyValue::new("db.operation.name", kind),
            KeyValue::new("db.query.text", text),
        ];
        about.extend(table.map(|table| KeyValue::new("db.collection.name", table.to_owned())));
        let name = match table {
            Some(table) => format!("{kind} {table}"),
            None => kind.to_owned(),
        };
        let mut span = tracing
            .tracer
            .span_builder(name)
            .with_kind(SpanKind::Client)
            .with_start_time(end.checked_sub(took).unwrap_or(end))
            .with_attributes(about)
            .start_with_context(&tracing.tracer, context);
        if failed {
            span.set_status(Status::error(""));
        }
        span.end_with_timestamp(end);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trace_of_a_client_is_taken_where_it_is_one() {
        let given = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        let context = request("POST", Some(given));
        let taken = context.span().span_context().clone();
        assert_eq!(
            taken.trace_id().to_string(),
            "0af7651916cd43dd8448eb211c80319c"
        );
        for wrong in ["", "00-0-0-01", "secret", "00-SECRET-b7ad6b7169203331-01"] {
            let context = request("POST", Some(wrong));
            assert!(!context.span().span_context().is_valid(), "{wrong}");
        }
    }
}
