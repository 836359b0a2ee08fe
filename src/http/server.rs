//! The server: what it holds, where its paths lead, how it starts and stops.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_web::middleware::from_fn;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{App, HttpServer};
use tokio::sync::watch;

use crate::auth::token::Verifier;
use crate::config::{Documents as Mode, HttpProfile, Introspection, Limits, millis};
use crate::graphql::federation::Served;
use crate::tenancy::Db;

use super::connections::{self, Connections};
use super::credentials::Credentials;
use super::documents::Documents;
use super::manifest::Manifest;
use super::pages::{Page, PageToken, Tab};
use super::pressure::{Places, Pressure};
use super::tls::Tls;
use super::{compress, endpoint, export, frame, health, import, late, metrics, pages, well_known};

/// How many files are exported at one time.
const EXPORTS: usize = 4;

/// How many files are imported at one time.
const IMPORTS: usize = 4;

/// What all requests share. Cloning it shares it.
#[derive(Clone)]
pub struct State {
    inner: Arc<Inner>,
}

#[derive(Clone)]
struct Inner {
    db: Db,
    schema: Served,
    exports: Places,
    imports: Places,
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
    tells_metrics: bool,
    /// When it was made, in seconds since 1970.
    started: u64,
    connections: Connections,
}

impl State {
    /// A server's state: no GraphiQL, introspection for everybody, documents by the hash that they
    /// were sent with, the usual limits.
    #[must_use]
    pub fn new(db: Db, verifier: Verifier) -> Self {
        db.publish();
        let started = db.clock().now().timestamp();
        db.keep_watch();
        let limits = Limits::default();
        let documents = Documents::new(Mode::Apq, Manifest::default(), limits.learnt_bytes);
        Self {
            inner: Arc::new(Inner {
                db,
                schema: Served::new(false),
                exports: Places::new(EXPORTS, "exported"),
                imports: Places::new(IMPORTS, "imported"),
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
                tells_metrics: false,
                started: u64::try_from(started).unwrap_or(0),
                connections: Connections::default(),
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

    /// Room for the files that may be exported at one time: each keeps a connection that reads.
    pub(super) fn exports(&self) -> &Places {
        &self.inner.exports
    }

    /// Says whether whoever reaches the server may read its numbers.
    #[must_use]
    pub fn tells_metrics(self, tells_metrics: bool) -> Self {
        self.with(|inner| inner.tells_metrics = tells_metrics)
    }

    pub(super) fn started(&self) -> u64 {
        self.inner.started
    }

    /// Room for the files that may be imported at one time: each keeps one transaction busy.
    pub(super) fn imports(&self) -> &Places {
        &self.inner.imports
    }

    pub(super) fn db(&self) -> &Db {
        &self.inner.db
    }

    pub(super) fn schema(&self) -> &Served {
        &self.inner.schema
    }

    pub(super) fn verifier(&self) -> &Verifier {
        &self.inner.verifier
    }

    pub(super) fn credentials(&self) -> &Credentials {
        &self.inner.credentials
    }

    pub(super) fn connections(&self) -> &Connections {
        &self.inner.connections
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
    let mut everything = web::scope("")
        .wrap(from_fn(frame::frame))
        .wrap(from_fn(compress::compress))
        .wrap(from_fn(connections::busy));
    if state.inner.tells_metrics {
        everything = everything.service(read("/metrics", || web::route().to(metrics::metrics)));
    }
    let everything = everything
        .service(web::resource("/graphql").route(web::to(endpoint::graphql)))
        .service(
            web::resource("/export/{file}")
                .route(web::get().to(export::export))
                .default_service(web::to(export::only_get)),
        )
        .service(
            web::resource("/import/{kind}")
                .route(web::post().to(import::import))
                .default_service(web::to(import::only_post)),
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

/// Serves the numbers of a server, and nothing else, on a listener of their own, for as long as the
/// process runs: whoever asks for numbers need not be waited for.
///
/// # Errors
/// When the listener cannot be used.
pub fn serve_metrics(listener: TcpListener, state: State) -> io::Result<()> {
    let noting = state.clone();
    let app = move || {
        let metrics = web::resource("/metrics").route(web::get().to(metrics::metrics));
        App::new()
            .app_data(Data::new(state.clone()))
            .service(metrics)
            .default_service(web::to(endpoint::nowhere))
            .wrap(from_fn(connections::busy))
    };
    let server = HttpServer::new(app)
        .on_connect(move |connection, data| connections::note(&noting, connection, data))
        .workers(1)
        .client_request_timeout(Duration::from_secs(5))
        .max_connections(50)
        .shutdown_timeout(1)
        .disable_signals()
        .listen(listener)?;
    tokio::spawn(server.run());
    Ok(())
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

/// How long it takes at most until those who were taken in are being served.
const SETTLING: Duration = Duration::from_millis(200);

/// Serves until `stop` comes, then lets what is being worked at finish, for so long as the setting
/// says.
///
/// # Errors
/// When the listener cannot be used.
pub async fn serve(
    listener: TcpListener,
    state: State,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let (stopping, limits, noting) = (state.clone(), *state.limits(), state.clone());
    // In TLS nothing can be told without shaking hands first.
    let door = match state.inner.tls {
        None => Some(listener.try_clone()?),
        Some(_) => None,
    };
    let greeting = state.inner.tls.as_ref().map(Tls::greeting).transpose();
    let greeting = greeting.map_err(io::Error::other)?;
    let server = HttpServer::new(move || {
        let state = state.clone();
        App::new().configure(|config| app_config(config, state))
    })
    .on_connect(move |connection, data| connections::note(&noting, connection, data))
    .client_request_timeout(millis(limits.head_ms))
    .tls_handshake_timeout(millis(limits.head_ms))
    .keep_alive(millis(limits.keep_alive_ms))
    .max_connections(limits.connections)
    .shutdown_timeout(millis(limits.stop_ms).as_secs())
    .disable_signals();
    let server = match greeting {
        Some(greeting) => server.listen_rustls_0_23(listener, greeting)?,
        None => server.listen(listener)?,
    };
    let server = server.run();
    let handle = server.handle();
    let stopped = tokio::spawn(async move {
        stop.await;
        stopping.begin_stopping();
        tokio::time::sleep(FAREWELL).await;
        // Who was taken in and is not served yet would be dropped.
        handle.pause().await;
        tokio::time::sleep(SETTLING).await;
        let finished = handle.stop(true);
        match door {
            Some(door) => late::turn_away(door, finished).await,
            None => {
                finished.await;
                Ok(())
            }
        }
    });
    server.await?;
    stopped.await.map_err(io::Error::other)?
}
