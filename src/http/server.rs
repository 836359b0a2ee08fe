//! The server: what it holds, where its paths lead, how it starts and stops.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_web::middleware::from_fn;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{App, HttpServer};

use crate::auth::token::Verifier;
use crate::config::Introspection;
use crate::graphql::schema::{self, AvtalSchema};
use crate::tenancy::Db;

use super::credentials::Credentials;
use super::pages::{Page, PageToken, Tab};
use super::precheck::DocumentLimits;
use super::{endpoint, frame, health, pages, well_known};

/// How much and how long the server takes.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The length of a body.
    pub body_bytes: usize,
    /// How long a body may take to come.
    pub body: Duration,
    /// How long a request may be worked at.
    pub execution: Duration,
    /// How many fields and list elements an answer may have.
    pub answer_values: usize,
    /// What a document may be.
    pub document: DocumentLimits,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 1024 * 1024,
            body: Duration::from_secs(15),
            execution: Duration::from_secs(30),
            answer_values: 150_000,
            document: DocumentLimits::default(),
        }
    }
}

/// What all requests share. Cloning it shares it.
#[derive(Clone)]
pub struct State {
    inner: Arc<Inner>,
}

#[derive(Clone)]
struct Inner {
    db: Db,
    schema: AvtalSchema,
    sdl: Arc<str>,
    verifier: Verifier,
    introspection: Introspection,
    page: Option<Page>,
    limits: Limits,
    stopping: Arc<AtomicBool>,
    credentials: Credentials,
}

impl State {
    /// A server's state: no GraphiQL, introspection for everybody, the usual limits.
    #[must_use]
    pub fn new(db: Db, verifier: Verifier) -> Self {
        Self {
            inner: Arc::new(Inner {
                db,
                schema: schema::build(),
                sdl: schema::sdl().into(),
                verifier,
                introspection: Introspection::On,
                page: None,
                limits: Limits::default(),
                stopping: Arc::default(),
                credentials: Credentials::default(),
            }),
        }
    }

    fn with(mut self, change: impl FnOnce(&mut Inner)) -> Self {
        change(Arc::make_mut(&mut self.inner));
        self
    }

    /// Says who may ask for the schema.
    #[must_use]
    pub fn introspection(self, introspection: Introspection) -> Self {
        self.with(|inner| inner.introspection = introspection)
    }

    /// Sets other limits than the usual ones.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        self.with(|inner| inner.limits = limits)
    }

    /// Serves the GraphiQL page with opening tabs.
    #[must_use]
    pub fn with_graphiql(self, tabs: Vec<Tab>) -> Self {
        let tokens = Vec::new();
        let demo = false;
        self.with(|inner| inner.page = Some(Page { tabs, tokens, demo }))
    }

    /// Serves the GraphiQL page with opening tabs, and hands tokens to whoever loads it.
    #[must_use]
    pub fn with_demo(self, tabs: Vec<Tab>, tokens: Vec<PageToken>) -> Self {
        let demo = true;
        self.with(|inner| inner.page = Some(Page { tabs, tokens, demo }))
    }

    pub(super) fn db(&self) -> &Db {
        &self.inner.db
    }

    pub(super) fn schema(&self) -> &AvtalSchema {
        &self.inner.schema
    }

    pub(super) fn sdl(&self) -> Arc<str> {
        Arc::clone(&self.inner.sdl)
    }

    pub(super) fn verifier(&self) -> &Verifier {
        &self.inner.verifier
    }

    pub(super) fn credentials(&self) -> &Credentials {
        &self.inner.credentials
    }

    pub(super) fn who_may_introspect(&self) -> Introspection {
        self.inner.introspection
    }

    pub(super) fn page(&self) -> Option<&Page> {
        self.inner.page.as_ref()
    }

    /// Whether the server is about to stop, so that connections are not to be used again.
    pub(super) fn is_stopping(&self) -> bool {
        self.inner.stopping.load(Ordering::Relaxed)
    }

    fn begin_stopping(&self) {
        self.inner.stopping.store(true, Ordering::Relaxed);
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.inner.limits
    }
}

/// Where the paths lead; for the server and for tests alike.
pub fn app_config(config: &mut ServiceConfig, state: State) {
    let read = |path: &str, route: fn() -> actix_web::Route| {
        web::resource(path)
            .route(route().guard(actix_web::guard::Get()))
            .route(route().guard(actix_web::guard::Head()))
            .default_service(web::to(endpoint::only_read))
    };
    let everything = web::scope("")
        .wrap(from_fn(frame::frame))
        .service(web::resource("/graphql").route(web::to(endpoint::graphql)))
        .service(read("/", || web::route().to(pages::start)))
        .service(read("/graphiql", || web::route().to(pages::graphiql)))
        .service(read("/graphiql/config.json", || {
            web::route().to(pages::config)
        }))
        .service(read("/assets/{file}", || web::route().to(pages::asset)))
        .service(read("/licenses.txt", || web::route().to(pages::licenses)))
        .service(read("/schema.graphql", || web::route().to(pages::schema)))
        .service(read("/health/live", || web::route().to(health::live)))
        .service(read("/health/ready", || web::route().to(health::ready)))
        .service(read("/version", || web::route().to(health::version)))
        .service(read("/.well-known/jwks.json", || {
            web::route().to(well_known::jwks)
        }))
        .service(read("/.well-known/openid-configuration", || {
            web::route().to(well_known::openid_configuration)
        }))
        .default_service(web::to(endpoint::nowhere));
    config.app_data(Data::new(state)).service(everything);
}

/// Takes an address, so that a busy port is known before anything else is done.
///
/// # Errors
/// When it is taken or cannot be had.
pub fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    TcpListener::bind(address)
}

/// How long the server still answers after it was told to stop, saying with every answer that the
/// connection ends: a client that sends on one that is being closed loses its request.
const FAREWELL: Duration = Duration::from_secs(1);

/// Serves until `stop` comes, then lets what is being worked at finish, for 25 seconds at most.
///
/// # Errors
/// When the listener cannot be used.
pub async fn serve(
    listener: TcpListener,
    state: State,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let stopping = state.clone();
    let server = HttpServer::new(move || {
        let state = state.clone();
        App::new().configure(|config| app_config(config, state))
    })
    .client_request_timeout(Duration::from_secs(5))
    .keep_alive(Duration::from_secs(15))
    .max_connections(1_000)
    .shutdown_timeout(25)
    .disable_signals()
    .listen(listener)?
    .run();
    let handle = server.handle();
    tokio::spawn(async move {
        stop.await;
        stopping.begin_stopping();
        tokio::time::sleep(FAREWELL).await;
        handle.stop(true).await;
    });
    server.await
}
