//! An application of one test: its database, its schema, its clock, its statements.

use std::collections::{BTreeSet, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use async_graphql::{Request, Response, Variables};
use avtal::auth::{Grant, Role};
use avtal::clock::Clock;
use avtal::failure::Failure;
use avtal::graphql::answer_size::Meter;
use avtal::graphql::context::Session;
use avtal::graphql::schema::{self, AvtalSchema};
use avtal::tenancy::{Act, Db, Options, TenantTx, Waits};
use chrono::{DateTime, Utc};
use entity::ids::LegalEntityId;
use entity::kinds::{AgreementTieBreak, NumberSequenceScope, ReleaseAmountViolation};
use entity::{legal_entity, number_sequence};
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use sea_orm::Iterable;
use serde_json::Value;

use super::db::TestDb;
use super::fill;
use super::sql;
use super::user::{LegalEntity, User};

/// An application with two legal entities, A and B.
pub(crate) struct TestApp {
    /// The first legal entity.
    pub(crate) a: LegalEntity,
    /// The second.
    pub(crate) b: LegalEntity,
    /// The clock: 2026-06-15, noon, until a test sets it.
    pub(crate) clock: Clock,
    /// The application's way to the database.
    pub(crate) db: Db,
    /// The graph.
    pub(crate) schema: AvtalSchema,
    statements: Recorder,
    /// How many requests were begun, and how many of them are being worked at.
    requests: (AtomicUsize, AtomicUsize),
    // Last, so that it goes last.
    pub(crate) test_db: TestDb,
}

/// What was sent to the database, shared with the observer that hears of it.
type Recorder = Arc<Mutex<Sent>>;

#[derive(Default)]
struct Sent {
    statements: Vec<String>,
    n_checked: usize,
}

/// How many connections a test's pools have, unless it asks for more.
const CONNECTIONS: u32 = 4;

impl TestApp {
    /// On SQLite.
    pub(crate) async fn sqlite() -> Self {
        Self::over(TestDb::sqlite().await, CONNECTIONS).await
    }

    /// On PostgreSQL; none without one, and then the test is counted.
    pub(crate) async fn postgres() -> Option<Self> {
        let db = TestDb::postgres().await?;
        Some(Self::over(db, CONNECTIONS).await)
    }

    /// Another application over the same database, with pools of so many connections.
    pub(crate) async fn with_connections(self, connections: u32) -> Self {
        let (db, statements) = connect(&self.test_db, &self.clock, connections).await;
        Self {
            db,
            statements,
            ..self
        }
    }

    async fn over(test_db: TestDb, connections: u32) -> Self {
        let noon: DateTime<Utc> = "2026-06-15T12:00:00Z".parse().expect("an instant");
        let clock = Clock::fixed(noon);
        let (db, statements) = connect(&test_db, &clock, connections).await;
        let a = found(&db, "A").await;
        let b = found(&db, "B").await;
        Self {
            a,
            b,
            clock,
            db,
            schema: schema::get(),
            statements,
            requests: <(AtomicUsize, AtomicUsize)>::default(),
            test_db,
        }
    }

    /// Founds one more legal entity.
    pub(crate) async fn found(&self, code: &str) -> LegalEntity {
        found(&self.db, code).await
    }

    /// Sets the clock: `"2026-12-31T23:59:59Z"`.
    pub(crate) fn set_clock(&self, instant: &str) {
        self.clock.set(instant.parse().expect("an instant"));
    }

    /// The whole response to a request, as the endpoint gives it.
    pub(crate) async fn gql(&self, user: &User, query: &str, variables: Value) -> Value {
        self.respond(Some(user), query, variables, None).await
    }

    /// The same with the header `Idempotency-Key`.
    pub(crate) async fn gql_keyed(
        &self,
        user: &User,
        query: &str,
        variables: Value,
        idempotency_key: &str,
    ) -> Value {
        let key = Some(idempotency_key.to_owned());
        self.respond(Some(user), query, variables, key).await
    }

    /// The same without a token.
    pub(crate) async fn gql_as_nobody(&self, query: &str, variables: Value) -> Value {
        self.respond(None, query, variables, None).await
    }

    async fn respond(
        &self,
        user: Option<&User>,
        query: &str,
        variables: Value,
        key: Option<String>,
    ) -> Value {
        let header = user.and_then(User::header);
        let caller = user.map(User::caller);
        let session = Arc::new(Session::new(self.db.clone(), caller, header, key));
        let request = Request::new(query)
            .variables(Variables::from_json(variables))
            .data(session);
        let (begun, running) = &self.requests;
        let nth = begun.fetch_add(1, Ordering::SeqCst) + 1;
        let n_others = running.fetch_add(1, Ordering::SeqCst);
        let response = match query.starts_with("subscription") {
            true => self.first_event(request).await,
            false => self.schema.execute(request).await,
        };
        running.fetch_sub(1, Ordering::SeqCst);
        let is_alone = n_others == 0 && begun.load(Ordering::SeqCst) == nth;
        self.check_statements(is_alone);
        serde_json::to_value(&response).expect("a response is JSON")
    }

    /// What a subscription of a user's says from now on: it waits for changes when this returns.
    pub(crate) async fn events(&self, user: &User, query: &str) -> BoxStream<'static, Response> {
        let caller = Some(user.caller());
        let session = Session::new(self.db.clone(), caller, user.header(), None);
        let meter = Arc::new(Meter::new(usize::MAX));
        meter.start();
        let request = Request::new(query)
            .data(Arc::new(session))
            .data(Arc::clone(&meter));
        let mut events = self.schema.execute_stream(request);
        tokio::select! {
            biased;
            event = events.next() => panic!("it says something before it waits: {event:?}"),
            () = meter.stopped() => {}
        }
        events
    }

    /// The first that a subscription says; nothing at all, once it waits for changes.
    async fn first_event(&self, request: Request) -> Response {
        let meter = Arc::new(Meter::new(usize::MAX));
        meter.start();
        let mut events = self.schema.execute_stream(request.data(Arc::clone(&meter)));
        tokio::select! {
            biased;
            event = events.next() => event.expect("a subscription says something or waits"),
            () = meter.stopped() => Response::default(),
        }
    }

    /// A server reads from the same database from now on, so that no request is alone.
    pub(crate) fn is_read_by_a_server(&self) {
        self.requests.1.fetch_add(1, Ordering::SeqCst);
    }

    /// What was sent to the database while something was done, in order.
    pub(crate) async fn statements_of(&self, work: impl Future) -> Vec<String> {
        let n_before = self.sent(|sent| sent.statements.len());
        work.await;
        self.sent(|sent| sent.statements.iter().skip(n_before).cloned().collect())
    }

    /// How many statements were sent to the database while something was done, the beginnings and
    /// ends of transactions not counted.
    pub(crate) async fn count_statements(&self, work: impl Future) -> usize {
        let all = self.statements_of(work).await;
        all.iter().filter(|sql| !sql::is_frame(sql)).count()
    }

    /// How often such a statement was sent to the database so far.
    pub(crate) fn times_sent(&self, statement: &str) -> usize {
        self.sent(|sent| {
            sent.statements
                .iter()
                .filter(|sql| *sql == statement)
                .count()
        })
    }

    fn sent<T>(&self, look: impl FnOnce(&mut Sent) -> T) -> T {
        look(&mut self.statements.lock().expect("no recorder panics"))
    }

    /// Every statement of every test names the legal entity for every tenant table that it
    /// touches: row-level security is the net below, and SQLite has none.
    fn check_statements(&self, is_alone: bool) {
        static LAWFUL: LazyLock<Mutex<HashSet<String>>> = LazyLock::new(Mutex::default);
        let new: Vec<String> = self.sent(|sent| {
            let new = sent
                .statements
                .iter()
                .skip(sent.n_checked)
                .cloned()
                .collect();
            sent.n_checked = sent.statements.len();
            new
        });
        if is_alone {
            check_trail(&new);
        }
        for statement in new {
            // Told by a value, so that the lock is free again when a test panics.
            let known = LAWFUL
                .lock()
                .is_ok_and(|lawful| lawful.contains(&statement));
            if known {
                continue;
            }
            if let Err(why) = sql::check(&statement) {
                panic!("a statement without its legal entity: {why}\n{statement}");
            }
            LAWFUL.lock().expect("nobody panics here").insert(statement);
        }
    }
}

/// Every transaction of every test that writes leaves one entry of the audit trail of each legal
/// entity that it writes in, and no other does. PostgreSQL is told whose turn it is; SQLite is not,
/// and there as many are taken as trade may bring. Transactions that run beside each other cannot
/// be told apart here.
fn check_trail(statements: &[String]) {
    for transaction in statements.split(|sql| sql == "BEGIN") {
        let end = transaction.iter().position(|sql| sql == "COMMIT");
        let Some(kept) = end.and_then(|end| transaction.get(..end)) else {
            continue;
        };
        let mut turn = None;
        let mut written_in = BTreeSet::new();
        for sql in kept {
            if let Some((_, named)) = sql.split_once("app.legal_entity = '") {
                turn = named.split('\'').next();
            }
            if sql::written(sql).is_some_and(|table| !table.starts_with("audit_")) {
                written_in.insert(turn);
            }
        }
        let entry = |sql: &&String| sql.contains(r#"INSERT INTO "audit_entry""#);
        let n_entries = kept.iter().filter(entry).count();
        let trades = kept.iter().any(|sql| {
            sql.contains(r#"FROM "trading_partner""#)
                && sql.contains(r#""partner_legal_entity_id" ="#)
        });
        let is_lawful = match trades && turn.is_none() {
            true => n_entries >= written_in.len(),
            false => n_entries == written_in.len(),
        };
        assert!(is_lawful, "{n_entries} entries: {}", kept.join("\n"));
    }
}

async fn connect(test_db: &TestDb, clock: &Clock, connections: u32) -> (Db, Recorder) {
    let statements = Recorder::default();
    let recorder = Arc::clone(&statements);
    let options = Options {
        connections_max: connections,
        // Tests run beside each other on slow machines.
        waits: Waits {
            connection: Duration::from_secs(10),
            lock: Duration::from_secs(10),
            statement: Duration::from_secs(15),
            ..Waits::default()
        },
        ..Options::of(test_db.url())
    };
    let observer = move |sql: &str| {
        let mut sent = recorder.lock().expect("no recorder panics");
        sent.statements.push(sql.to_owned());
    };
    let db = Db::connect(&options, clock.clone(), Some(Arc::new(observer)))
        .await
        .expect("the application opens its database");
    (db, statements)
}

async fn found(db: &Db, code: &str) -> LegalEntity {
    let le = LegalEntity {
        id: LegalEntityId(db.clock().id()),
        code: code.to_owned(),
    };
    let operator = User::named("operator").with(&le, &[Role::PlatformOperator]);
    let grant: Grant = operator.caller().found(le.id).expect("operators found");
    db.write(&grant, &Found(le.clone()))
        .await
        .expect("a legal entity is founded");
    le
}

/// A legal entity that keeps its books in euro, with a sequence for everything.
struct Found(LegalEntity);

impl Act for Found {
    type Out = ();

    async fn run(&self, tx: &TenantTx) -> Result<(), Failure> {
        let le = &self.0;
        tx.found(legal_entity::Model {
            id: le.id,
            code: le.code.clone(),
            name: format!("{} Ltd", le.code),
            accounting_currency: "EUR".parse().expect("a currency code"),
            release_amount_violation: ReleaseAmountViolation::Warn,
            agreement_tie_break: AgreementTieBreak::LowestNumber,
            agreement_auto_search: false,
            row_version: 1,
        })
        .await?;
        let sequences = (1..).zip(NumberSequenceScope::iter());
        let sequences = sequences.map(|(n, scope)| number_sequence::Model {
            legal_entity_id: le.id,
            // Where the laws look for the rows of every table.
            id: fill::id_of(le.id, "number_sequence", n).into(),
            scope,
            prefix: prefix(scope).to_owned(),
            digits: 6,
            next: 1,
            maximum: 999_999,
            continuous: false,
            manual: false,
            row_version: 1,
        });
        tx.insert_all(sequences.collect()).await
    }
}

fn prefix(scope: NumberSequenceScope) -> &'static str {
    match scope {
        NumberSequenceScope::Agreement => "AGR-",
        NumberSequenceScope::PurchaseOrder => "PO-",
        NumberSequenceScope::Vendor => "VEN-",
        NumberSequenceScope::Item => "ITM-",
        NumberSequenceScope::PurchaseReturnOrder => "RET-",
        NumberSequenceScope::PurchaseReceipt => "RCT-",
        NumberSequenceScope::PurchaseInvoice => "INV-",
        NumberSequenceScope::PurchaseCreditMemo => "CRM-",
        NumberSequenceScope::VendorPayment => "PAY-",
        NumberSequenceScope::InventoryAdjustment => "ADJ-",
        NumberSequenceScope::Voucher => "VCH-",
        NumberSequenceScope::Customer => "CUS-",
        NumberSequenceScope::SalesOrder => "SO-",
        NumberSequenceScope::SalesShipment => "SHP-",
        NumberSequenceScope::SalesInvoice => "SIN-",
    }
}
