//! What is seen of one request, wherever in the program it is worked at.
//!
//! It goes along with the work in the context that traces use too, so that a statement knows for
//! whom it runs, and a line of the log in which request it was written, without anybody handing
//! either down.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use opentelemetry::Context;
use opentelemetry::trace::TraceContextExt;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// What is seen of one request, or of one operation within it.
#[derive(Debug)]
pub struct Seen {
    request_id: String,
    trace_id: Option<String>,
    /// What it is a part of, and is counted for as well.
    outer: Option<Arc<Seen>>,
    statements: AtomicUsize,
    rows: AtomicUsize,
    database_micros: AtomicU64,
    is_refused: AtomicBool,
    known: Mutex<Known>,
}

/// What turns out about it.
#[derive(Clone, Debug, Default)]
struct Known {
    legal_entity: Option<Uuid>,
    user: Option<String>,
    kind: Option<&'static str>,
    operation: Option<String>,
    code: Option<String>,
}

impl Seen {
    /// Begins to look at a request that is traced in a context, and returns the context to work
    /// in.
    #[must_use]
    pub fn begin(request_id: &str, context: &Context) -> (Arc<Self>, Context) {
        Self::new(request_id, None, context)
    }

    /// Begins to look at an operation, within what is looked at now if there is something.
    #[must_use]
    pub fn within(request_id: &str, context: &Context) -> (Arc<Self>, Context) {
        Self::new(request_id, context.get::<Arc<Self>>().cloned(), context)
    }

    fn new(request_id: &str, outer: Option<Arc<Self>>, context: &Context) -> (Arc<Self>, Context) {
        let span = context.span();
        let traced = span.span_context();
        let seen = Arc::new(Self {
            request_id: request_id.to_owned(),
            trace_id: traced.is_valid().then(|| traced.trace_id().to_string()),
            outer,
            statements: AtomicUsize::new(0),
            rows: AtomicUsize::new(0),
            database_micros: AtomicU64::new(0),
            is_refused: AtomicBool::new(false),
            known: Mutex::default(),
        });
        let context = context.with_value(Arc::clone(&seen));
        (seen, context)
    }

    /// What is looked at now.
    #[must_use]
    pub fn current() -> Option<Arc<Self>> {
        Context::map_current(|context| context.get::<Arc<Self>>().cloned())
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says who asks, and for which legal entity.
    pub fn asked_by(&self, user: Option<&str>, legal_entity: Option<Uuid>) {
        let mut known = self.known();
        known.user = user.map(pseudonym);
        known.legal_entity = legal_entity;
    }

    /// Says what kind of operation it is, and how it is called.
    pub fn is_named(&self, kind: &'static str, operation: Option<&str>) {
        let mut known = self.known();
        known.kind = Some(kind);
        known.operation = operation.map(str::to_owned);
    }

    /// What kind of operation it is, and how it is called.
    #[must_use]
    pub fn names(&self) -> (Option<&'static str>, Option<String>) {
        let known = self.known();
        (known.kind, known.operation.clone())
    }

    /// Counts a statement that took so long.
    pub(super) fn add_statement(&self, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.statements.fetch_add(1, Ordering::Relaxed);
        self.database_micros.fetch_add(micros, Ordering::Relaxed);
        if let Some(outer) = &self.outer {
            outer.add_statement(took);
        }
    }

    /// Counts rows that were read.
    pub(super) fn add_rows(&self, n: usize) {
        self.rows.fetch_add(n, Ordering::Relaxed);
        if let Some(outer) = &self.outer {
            outer.add_rows(n);
        }
    }

    /// Remembers the code of the first error that is told.
    pub fn add_code(&self, code: &str) {
        let mut known = self.known();
        known.code.get_or_insert_with(|| code.to_owned());
        drop(known);
        if let Some(outer) = &self.outer {
            outer.add_code(code);
        }
    }

    /// Whether it is the first time that the request is refused because the database is away; from
    /// then on it is not.
    pub(super) fn is_refused_first(&self) -> bool {
        match &self.outer {
            Some(outer) => outer.is_refused_first(),
            None => !self.is_refused.swap(true, Ordering::Relaxed),
        }
    }

    /// How many statements were sent.
    #[must_use]
    pub fn statements(&self) -> usize {
        self.statements.load(Ordering::Relaxed)
    }

    /// How many rows were read.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows.load(Ordering::Relaxed)
    }

    /// How long the database took for all of it, in milliseconds.
    #[must_use]
    pub fn database_ms(&self) -> u64 {
        self.database_micros.load(Ordering::Relaxed) / 1_000
    }

    /// The code of the first error that was told.
    #[must_use]
    pub fn code(&self) -> Option<String> {
        self.known().code.clone()
    }

    /// Ends looking at an operation: what is known of it is known of what it is a part of.
    pub fn end(&self) {
        if let Some(outer) = &self.outer {
            let known = self.known().clone();
            let mut outer = outer.known();
            let code = outer.code.take().or_else(|| known.code.clone());
            *outer = Known { code, ..known };
        }
    }

    /// What every line of the log says of it, as names and texts.
    pub(super) fn fields(&self) -> Vec<(&'static str, String)> {
        let known = self.known().clone();
        let all = [
            ("request_id", Some(self.request_id.clone())),
            ("legal_entity", known.legal_entity.map(|id| id.to_string())),
            ("user", known.user),
            ("kind", known.kind.map(str::to_owned)),
            ("operation", known.operation),
            ("trace_id", self.trace_id.clone()),
        ];
        let told = |(name, value): (&'static str, Option<String>)| Some((name, value?));
        all.into_iter().filter_map(told).collect()
    }
}

/// What a log calls somebody: always the same, and not the name, which may be an e-mail address.
/// It is the beginning of `sha256sum` over the subject; an API key is called by its id.
#[must_use]
pub fn pseudonym(subject: &str) -> String {
    let key = subject.strip_prefix("api-key:");
    if key.is_some_and(|id| id.parse::<Uuid>().is_ok()) {
        return subject.to_owned();
    }
    let mut hash = hex::encode(Sha256::digest(subject));
    hash.truncate(16);
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_for_an_operation_is_counted_for_its_request() {
        let (request, context) = Seen::begin("r", &Context::new());
        let (operation, context) = Seen::within("r", &context);
        let entered = context.attach();
        crate::observe::rows(3);
        crate::observe::error("CONFLICT");
        let current = Seen::current().unwrap();
        current.add_statement(Duration::from_millis(4));
        drop(entered);
        assert!(Arc::ptr_eq(&current, &operation) && Seen::current().is_none());
        operation.is_named("query", Some("Orders"));
        operation.asked_by(Some("somebody@example.com"), None);
        operation.end();
        let told = (request.statements(), request.rows(), request.database_ms());
        assert_eq!(told, (1, 3, 4));
        assert_eq!(request.code().as_deref(), Some("CONFLICT"));
        assert_eq!(request.names(), (Some("query"), Some("Orders".to_owned())));
        let fields = request.fields();
        let user = fields.iter().find(|(name, _)| *name == "user").unwrap();
        assert_eq!(user.1, pseudonym("somebody@example.com"));
    }

    #[test]
    fn people_are_called_by_no_name_and_keys_by_their_ids() {
        assert_eq!(pseudonym("somebody"), "729d7d638cef1b47");
        let key = "api-key:019ab3c4-0000-7000-8000-000000000001";
        assert_eq!(pseudonym(key), key);
        assert!(!pseudonym("api-key:somebody@example.com").contains('@'));
    }
}
