//! The server: what it holds, where its paths lead, how it starts and stops.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_web::middleware::from_fn;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{App, HttpServer};
use tokio::sync::{Semaphore, watch};

use crate::auth::token::Verifier;
use crate::config::{Documents as Mode, HttpProfile, Introspection, Limits};
use crate::graphql::federation::Served;
use crate::graphql::schema;
use crate::tenancy::Db;

use super::credentials::Credentials;
use super::documents::Documents;
use super::manifest::Manifest;
use super::pages::{Page, PageToken, Tab};
use super::pressure::Pressure;
use super::tls::Tls;
use super::{compress, endpoint, export, frame, health, pages, socket, well_known};

/// How many exports are made at one time.
const EXPORTS: usize = 2;

/// What all requests share. Cloning it shares it.
#[derive(Clone)]
pub struct State {
    inner: Arc<Inner>,
}

#[derive(Clone)]
struct Inner {
    db: Db,
    schema: Served,
    exports: Arc<Semaphore>,
    sdl: Arc<str>,
    verifier: Verifier,
    introspection: Introspection,
    page: Option<Page>,
    limits: Limits,
    profile: HttpProfile,
    tls: Option<Tls>,
    documents: Arc<Documents>,
    pressure: Arc<Pressure>,
    behind_proxy: bool,
    stopping: Arc<watch::Sender<bool>>,
    credentials: Credentials,
}

impl State {
    /// A server's state: no GraphiQL, introspection for everybody, documents by the hash that they
    /// were sent with, the usual limits.
    #[must_use]
    pub fn new(db: Db, verifier: Verifier) -> Self {
        db.publish();
        let limits = Limits::default();
        let documents = Documents::new(Mode::Apq, Manifest::default(), limits.learnt_bytes);
        Self {
            inner: Arc::new(Inner {
                db,
                schema: Served::new(false),
                exports: Arc::new(Semaphore::new(EXPORTS)),
                sdl: schema::sdl().into(),
                verifier,
                introspection: Introspection::On,
                page: None,
                limits,
                profile: HttpProfile::Audit,
                tls: None,
                documents: Arc::new(documents),
                pressure: Arc::new(Pressure::new(limits)),
                behind_proxy: false,
                stopping: Arc::new(watch::Sender::new(false)),
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
        self.with(|inner| {
            inner.limits = limits;
            inner.documents = Arc::new(inner.documents.with_room(limits.learnt_bytes));
            inner.pressure = Arc::new(Pressure::new(limits));
        })
    }

    /// Says which documents can be asked by a hash or an id, and which ones are trusted.
    #[must_use]
    pub fn with_documents(self, mode: Mode, trusted: Manifest) -> Self {
        self.with(|inner| {
            let bytes = inner.limits.learnt_bytes;
            inner.documents = Arc::new(Documents::new(mode, trusted, bytes));
        })
    }

    /// Says which statuses answers have.
    #[must_use]
    pub fn http_profile(self, profile: HttpProfile) -> Self {
        self.with(|inner| inner.profile = profile)
    }

    /// Speaks TLS, and nothing else, with a certificate.
    #[must_use]
    pub fn with_tls(self, tls: Tls) -> Self {
        self.with(|inner| inner.tls = Some(tls))
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

    /// Says whether the server answers as a subgraph of a federated graph.
    #[must_use]
    pub fn federation(self, federation: bool) -> Self {
        self.with(|inner| inner.schema = Served::new(federation))
    }

    /// Room for the exports that may be made at one time: each keeps a connection to the database.
    pub(super) fn exports(&self) -> &Arc<Semaphore> {
        &self.inner.exports
    }

    pub(super) fn db(&self) -> &Db {
        &self.inner.db
    }

    pub(super) fn schema(&self) -> &Served {
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
        *self.inner.stopping.borrow()
    }

    /// Waits until the server is about to stop.
    pub(super) async fn stopped(&self) {
        // It cannot end without: the sender is ours.
        drop(
            self.inner
                .stopping
                .subscribe()
                .wait_for(|stopping| *stopping)
                .await,
        );
    }

    fn begin_stopping(&self) {
        self.inner.stopping.send_replace(true);
    }

    /// Says that a proxy stands in front, which tells where requests come from.
    #[must_use]
    pub fn behind_proxy(self, behind_proxy: bool) -> Self {
        self.with(|inner| inner.behind_proxy = behind_proxy)
    }

    pub(super) fn is_behind_proxy(&self) -> bool {
        self.inner.behind_proxy
    }

    /// Whether every answer tells its cost: where people look around.
    pub(super) fn tells_cost(&self) -> bool {
        self.page().is_some_and(|page| page.demo)
    }

    pub(super) fn pressure(&self) -> &Pressure {
        &self.inner.pressure
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.inner.limits
    }

    pub(super) fn documents(&self) -> &Documents {
        &self.inner.documents
    }

    pub(super) fn profile(&self) -> HttpProfile {
        self.inner.profile
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
        .wrap(from_fn(compress::compress))
        .wrap(from_fn(frame::frame))
        .service(web::resource("/graphql").route(web::to(endpoint::graphql)))
        .service(
            web::resource("/export/{file}")
                .route(web::get().to(export::export))
                .default_service(web::to(export::only_get)),
        )
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
    let greeting = state.inner.tls.as_ref().map(Tls::greeting).transpose();
    let greeting = greeting.map_err(io::Error::other)?;
    let server = HttpServer::new(move || {
        let state = state.clone();
        App::new().configure(|config| app_config(config, state))
    })
    .on_connect(socket::remember)
    .client_request_timeout(Duration::from_secs(5))
    .tls_handshake_timeout(Duration::from_secs(5))
    .keep_alive(Duration::from_secs(15))
    .max_connections(1_000)
    .shutdown_timeout(25)
    .disable_signals();
    let server = match greeting {
        Some(greeting) => server.listen_rustls_0_23(listener, greeting)?,
        None => server.listen(listener)?,
    };
    let server = server.run();
    let handle = server.handle();
    tokio::spawn(async move {
        stop.await;
        stopping.begin_stopping();
        tokio::time::sleep(FAREWELL).await;
        handle.stop(true).await;
    });
    server.await
}
