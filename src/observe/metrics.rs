//! Numbers for Prometheus (U-14): what is counted while it happens, and how it is written down.
//!
//! One process has one set of numbers, so that whoever counts needs nothing handed to it. What can
//! be looked up when it is asked for, as how many connections are idle, is a [`Level`] and
//! is counted nowhere.

use std::fmt;
use std::sync::LazyLock;
use std::time::Duration;

use prometheus_client::encoding::{prometheus_text, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use uuid::Uuid;

use super::names::Names;
use super::written::{Form, Label, Level, looked_up};

/// The numbers of this process.
pub static METRICS: LazyLock<Metrics> = LazyLock::new(Metrics::new);

type Counters<const N: usize> = Family<[Label; N], Counter>;
type Gauges<const N: usize> = Family<[Label; N], Gauge>;
type Times<const N: usize> = Family<[Label; N], Histogram, fn() -> Histogram>;

/// Upper bounds of the buckets of times, in seconds.
const BUCKETS: [f64; 13] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];

/// How many names of operations are told apart unless the settings say otherwise.
const OPERATIONS: usize = 100;

/// How many codes and routes are told apart: all there are, since they are the program's own.
const OWN_NAMES: usize = 500;

/// What is counted. See the README for each series.
pub struct Metrics {
    registry: Registry,
    operation_names: Names,
    legal_entities: Names,
    codes: Names,
    routes: Names,
    requests: Times<2>,
    requests_in_flight: Gauge,
    sent_bytes: Counter,
    operations: Times<2>,
    operations_of: Counters<1>,
    cost: Counter,
    cost_of: Counters<1>,
    errors: Counters<1>,
    user_errors: Counters<1>,
    shed: Counter,
    throttled: Counters<1>,
    sockets: Gauge,
    subscriptions: Gauge,
    events: Counter,
    events_dropped: Counter,
    statements: Times<1>,
    statement_failures: Counters<1>,
    begins: Times<1>,
    begins_waiting: Gauges<1>,
    sign_in_refusals: Counters<1>,
    key_fetches: Counters<1>,
    import_rows: Counters<1>,
    audit_entries: Counter,
    spans: Counters<1>,
}

fn times() -> Histogram {
    Histogram::new(BUCKETS)
}

/// Registers what is counted, as it is made.
#[derive(Default)]
struct Maker(Registry);

impl Maker {
    fn counter(&mut self, name: &str, help: &str) -> Counter {
        let made = Counter::default();
        self.0.register(name, help, made.clone());
        made
    }

    fn counters<const N: usize>(&mut self, name: &str, help: &str) -> Counters<N> {
        let made = Counters::default();
        self.0.register(name, help, made.clone());
        made
    }

    fn gauge(&mut self, name: &str, help: &str) -> Gauge {
        let made = Gauge::default();
        self.0.register(name, help, made.clone());
        made
    }

    fn times<const N: usize>(&mut self, name: &str, help: &str) -> Times<N> {
        let make: fn() -> Histogram = times;
        let made = Times::new_with_constructor(make);
        self.0
            .register_with_unit(name, help, Unit::Seconds, made.clone());
        made
    }
}

impl Metrics {
    pub(super) fn new() -> Self {
        let mut of = Maker::default();
        let sent_bytes = Counter::default();
        of.0.register_with_unit(
            "avtal_http_sent",
            "Bytes of bodies that were sent",
            Unit::Bytes,
            sent_bytes.clone(),
        );
        let begins_waiting = Gauges::default();
        of.0.register(
            "avtal_db_transactions_waiting",
            "Transactions that wait for a connection, by pool",
            begins_waiting.clone(),
        );
        Self {
            operation_names: Names::new(OPERATIONS),
            legal_entities: Names::new(0),
            codes: Names::new(OWN_NAMES),
            routes: Names::new(OWN_NAMES),
            sent_bytes,
            begins_waiting,
            requests: of.times(
                "avtal_http_request_duration",
                "Time until a request was answered, by route and class of status",
            ),
            requests_in_flight: of.gauge(
                "avtal_http_requests_in_flight",
                "Requests that are being answered",
            ),
            operations: of.times(
                "avtal_graphql_operation_duration",
                "Time until an operation was answered, by kind and name",
            ),
            operations_of: of.counters(
                "avtal_legal_entity_operations",
                "Operations by legal entity, where that is told",
            ),
            cost: of.counter(
                "avtal_graphql_cost_points",
                "Cost that was taken from the shares of callers",
            ),
            cost_of: of.counters(
                "avtal_legal_entity_cost_points",
                "Cost by legal entity, where that is told",
            ),
            errors: of.counters("avtal_errors", "Errors that were told, by code"),
            user_errors: of.counters(
                "avtal_user_errors",
                "Refusals of mutations that were told as userErrors, by code",
            ),
            shed: of.counter(
                "avtal_requests_shed",
                "Requests that were sent away because too much was asked at once",
            ),
            throttled: of.counters(
                "avtal_requests_throttled",
                "Requests that were sent away because a share of cost was used up, by whose",
            ),
            sockets: of.gauge("avtal_sockets_open", "WebSockets that are open"),
            subscriptions: of.gauge("avtal_subscriptions_open", "Subscriptions that run"),
            events: of.counter(
                "avtal_subscription_events",
                "Events that subscribers were told",
            ),
            events_dropped: of.counter(
                "avtal_subscription_events_dropped",
                "Changes that a subscriber was too slow to hear of",
            ),
            statements: of.times(
                "avtal_db_statement_duration",
                "Time of statements in the database, by kind",
            ),
            statement_failures: of.counters(
                "avtal_db_statement_failures",
                "Statements that failed, by kind",
            ),
            begins: of.times(
                "avtal_db_transaction_begin",
                "Time to get a connection and begin a transaction on it, by pool",
            ),
            sign_in_refusals: of.counters(
                "avtal_sign_in_refusals",
                "Credentials that were not believed, by kind",
            ),
            key_fetches: of.counters(
                "avtal_issuer_key_fetches",
                "Times that keys of issuers were asked for, by outcome",
            ),
            import_rows: of.counters(
                "avtal_import_rows",
                "Rows that imports tried, dry runs included, by outcome",
            ),
            audit_entries: of.counter(
                "avtal_audit_entries",
                "Entries of the audit trail that were written",
            ),
            spans: of.counters("avtal_trace_spans", "Spans that were sent on, by outcome"),
            registry: of.0,
        }
    }

    /// Tells so many names of operations and so many legal entities apart.
    pub fn allow(&self, operations: usize, legal_entities: usize) {
        self.operation_names.allow(operations);
        self.legal_entities.allow(legal_entities);
    }

    /// A request begins to be answered; until the guard is dropped.
    pub fn request_begins(&self) -> Open {
        Open::of(&self.requests_in_flight)
    }

    /// A request was answered.
    pub fn request(&self, route: &str, status: u16, took: Duration) {
        let route = self.routes.of(route);
        let class = match status {
            100..=199 => "1xx",
            200..=299 => "2xx",
            300..=399 => "3xx",
            400..=499 => "4xx",
            _ => "5xx",
        };
        let labels = [("route", route), ("status", class)];
        let series = self.requests.get_or_create(&labels);
        series.observe(took.as_secs_f64());
    }

    /// So many bytes of a body are sent.
    pub fn sent(&self, bytes: usize) {
        self.sent_bytes.inc_by(u64::try_from(bytes).unwrap_or(0));
    }

    /// An operation was answered. Its name is told apart only where somebody has signed in: whoever
    /// may ask without could use up all the room.
    pub fn operation(
        &self,
        kind: &'static str,
        name: Option<&str>,
        legal_entity: Option<Uuid>,
        took: Duration,
    ) {
        let name = match (name, legal_entity) {
            (Some(name), Some(_)) => self.operation_names.of(name),
            _ => "",
        };
        let labels = [("kind", kind), ("operation", name)];
        let series = self.operations.get_or_create(&labels);
        series.observe(took.as_secs_f64());
        drop(series);
        if let Some(labels) = self.legal_entity(legal_entity) {
            self.operations_of.get_or_create(&labels).inc();
        }
    }

    /// So much cost was taken from shares.
    pub fn cost(&self, legal_entity: Option<Uuid>, points: usize) {
        let points = u64::try_from(points).unwrap_or(0);
        self.cost.inc_by(points);
        if let Some(labels) = self.legal_entity(legal_entity) {
            self.cost_of.get_or_create(&labels).inc_by(points);
        }
    }

    fn legal_entity(&self, id: Option<Uuid>) -> Option<[Label; 1]> {
        let id = id.filter(|_| self.legal_entities.most() > 0)?;
        Some([("legal_entity", self.legal_entities.of(&id.to_string()))])
    }

    /// An error was told, whose code is the program's own.
    pub(super) fn error(&self, code: &str) {
        let code = self.codes.of(code);
        self.errors.get_or_create(&[("code", code)]).inc();
    }

    /// A mutation was refused, with a code of the schema.
    pub fn user_error(&self, code: &str) {
        let code = self.codes.of(code);
        self.user_errors.get_or_create(&[("code", code)]).inc();
    }

    /// A request was sent away because too much is asked at once.
    pub fn shed(&self) {
        self.shed.inc();
    }

    /// A request was sent away because a share is used up: a caller's, or a legal entity's.
    pub fn throttled(&self, share: &'static str) {
        self.throttled.get_or_create(&[("share", share)]).inc();
    }

    /// A WebSocket is open until the guard is dropped.
    pub fn socket_opens(&self) -> Open {
        Open::of(&self.sockets)
    }

    /// A subscription runs until the guard is dropped.
    pub fn subscription_begins(&self) -> Open {
        Open::of(&self.subscriptions)
    }

    /// A subscriber is told something.
    pub fn event(&self) {
        self.events.inc();
    }

    /// A subscriber is not told so many changes.
    pub fn events_dropped(&self, n: u64) {
        self.events_dropped.inc_by(n);
    }

    /// A statement of a kind came back.
    pub(super) fn statement(&self, kind: &'static str, took: Duration, failed: bool) {
        let labels = [("kind", kind)];
        let series = self.statements.get_or_create(&labels);
        series.observe(took.as_secs_f64());
        drop(series);
        if failed {
            self.statement_failures.get_or_create(&labels).inc();
        }
    }

    /// A transaction waits for a connection of a pool, until the guard is dropped.
    pub fn begin_waits(&self, pool: &'static str) -> Open {
        Open::of(&self.begins_waiting.get_or_create_owned(&[("pool", pool)]))
    }

    /// A transaction has begun on a connection of a pool.
    pub fn begun(&self, pool: &'static str, took: Duration) {
        let series = self.begins.get_or_create(&[("pool", pool)]);
        series.observe(took.as_secs_f64());
    }

    /// A credential was not believed.
    pub fn sign_in_refused(&self, credential: &'static str) {
        let labels = [("credential", credential)];
        self.sign_in_refusals.get_or_create(&labels).inc();
    }

    /// Keys of an issuer were asked for.
    pub fn keys_fetched(&self, is_good: bool) {
        let labels = [outcome(is_good)];
        self.key_fetches.get_or_create(&labels).inc();
    }

    /// An import tried a row.
    pub fn import_row(&self, is_good: bool) {
        let labels = [outcome(is_good)];
        self.import_rows.get_or_create(&labels).inc();
    }

    /// An entry of the audit trail was written.
    pub fn audit_entry(&self) {
        self.audit_entries.inc();
    }

    /// Spans were sent on, or could not be.
    pub(super) fn spans(&self, n: usize, is_good: bool) {
        let series = self.spans.get_or_create(&[outcome(is_good)]);
        series.inc_by(u64::try_from(n).unwrap_or(0));
    }

    /// All of it as text, with what was looked up for it.
    ///
    /// # Errors
    /// When it cannot be written, which is never so.
    pub fn text(&self, form: Form, levels: Vec<Level>) -> Result<String, fmt::Error> {
        let looked_up = looked_up(levels);
        let mut all = String::new();
        match form {
            Form::Prometheus => {
                prometheus_text::encode(&mut all, &self.registry)?;
                prometheus_text::encode(&mut all, &looked_up)?;
            }
            Form::OpenMetrics => {
                text::encode_registry(&mut all, &self.registry)?;
                text::encode_registry(&mut all, &looked_up)?;
                text::encode_eof(&mut all)?;
            }
        }
        Ok(all)
    }
}

fn outcome(is_good: bool) -> Label {
    ("outcome", if is_good { "good" } else { "failed" })
}

/// Something that is open; it counts as that until it is dropped.
pub struct Open(Gauge);

impl Open {
    fn of(gauge: &Gauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.dec();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_apart_for_those_who_signed_in_and_legal_entities_where_that_is_wanted() {
        let metrics = Metrics::new();
        let id = Uuid::from_u128(7);
        let took = Duration::from_millis(3);
        metrics.operation("query", Some("Hers"), Some(id), took);
        metrics.operation("query", Some("Anybodys"), None, took);
        let text = metrics.text(Form::Prometheus, Vec::new()).unwrap();
        assert!(text.contains(r#"kind="query",operation="Hers""#), "{text}");
        assert!(text.contains(r#"kind="query",operation="""#), "{text}");
        assert!(!text.contains("Anybodys") && !text.contains(&id.to_string()));
        metrics.allow(1, 1);
        metrics.operation("query", Some("Second"), Some(id), took);
        metrics.operation("query", None, Some(Uuid::from_u128(8)), took);
        let text = metrics.text(Form::Prometheus, Vec::new()).unwrap();
        assert!(text.contains(r#"operation="other""#), "{text}");
        for legal_entity in [id.to_string().as_str(), "other"] {
            let line = format!(
                "avtal_legal_entity_operations_total{{legal_entity=\"{legal_entity}\"}} 1\n"
            );
            assert!(text.contains(&line), "{text}");
        }
    }

    #[test]
    fn what_is_open_counts_until_it_is_closed() {
        let metrics = Metrics::new();
        let open = metrics.socket_opens();
        assert_eq!(metrics.sockets.get(), 1);
        drop(open);
        assert_eq!(metrics.sockets.get(), 0);
    }
}
