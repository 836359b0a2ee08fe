//! `avtal serve`.

use std::net::{SocketAddr, TcpListener};
use std::process::ExitCode;
use std::time::Duration;

use jsonwebtoken::Algorithm;
use sd_notify::NotifyState;
use tokio::task::JoinHandle;

use crate::auth::jwks::Key;
use crate::auth::keyring::{Keyring, Source};
use crate::auth::token::{Issuer, Own, Trusted, Verifier};
use crate::clock::Clock;
use crate::config::{self, Config, ConfigError, Migrate, SigningKey, traces};
use crate::http::manifest::Manifest;
use crate::http::tls::Tls;
use crate::http::{State, server};
use crate::observe::{METRICS, trace};
use crate::tenancy::{self, ConnectError, Db, Options, Waits};

use super::{Trouble, audit, logs, say, tabs};

/// How long after a database that is away is looked for again.
const PAUSE: Duration = Duration::from_secs(1);

/// Serves the API until it is told to stop. A PostgreSQL that is away is waited for, and with
/// `migrate` off a database of another schema: the server is there meanwhile and says so.
///
/// # Errors
/// When something is missing that it needs.
pub async fn run(config: &Config) -> Result<ExitCode, Trouble> {
    logs::begin(&config.log, config.log_format)?;
    let traces = traces()?;
    let verifier = verifier(config)?;
    config.refuse_public()?;
    let manifest = manifest(config).await?;
    let tls = tls(config)?;
    audit::refuse_unwritable(config)?;
    let listener = listen(config)?;
    let numbers = config.metrics_listen;
    let numbers = numbers.map(|own| bind("metrics-listen", own)).transpose()?;
    METRICS.allow(config.metrics_operations, config.metrics_legal_entities);
    if traces.is_some() {
        begin_tracing()?;
    }
    migrate_file(config).await?;
    let db = Db::named(&options(config), Clock::system(), None).await?;
    let address = listener.local_addr().unwrap_or(config.listen);
    let mut state = State::new(db.clone(), verifier.clone())
        .introspection(config.introspection)
        .with_documents(config.documents, manifest)
        .http_profile(config.http_profile)
        .with_limits(config.limits)
        .behind_proxy(config.behind_proxy)
        .tells_metrics(config.metrics);
    if config.federation {
        state = state.federation(true);
    }
    if config.graphiql {
        state = state.with_graphiql(tabs::all());
    }
    if let Some(tls) = &tls {
        state = state.with_tls(tls.clone());
    }
    let told_at = numbers.as_ref().and_then(|own| own.local_addr().ok());
    if let Some(numbers) = numbers {
        let served = server::serve_metrics(numbers, state.clone());
        served.map_err(|error| Trouble::machine("the metrics cannot be served", &error))?;
    }
    let renewing = renewing(tls);
    let file = config.audit_head_file.clone();
    let working = async {
        // An issuer that is away is asked again later: the server starts without it.
        let warm = verifier.warm(db.clock().now());
        let open = open(config, &db, || banner(config, address, told_at));
        tokio::join!(warm, open).1?;
        audit::keep_publishing(db.clone(), file.clone()).await;
        Ok::<(), Trouble>(())
    };
    let served = tokio::select! {
        served = serve(listener, state) => served,
        Err(trouble) = working => Err(trouble),
    };
    renewing.abort();
    audit::publish(&db, file.as_deref());
    db.close().await;
    trace::end().await;
    served?;
    Ok(ExitCode::SUCCESS)
}

/// Brings an SQLite file up to date, and makes one where there is none, if the settings say so.
///
/// # Errors
/// When it cannot be opened, or was made by a newer program.
pub(super) async fn migrate_file(config: &Config) -> Result<(), ConnectError> {
    match config.database_url.starts_with("sqlite:") && config.migrate == Migrate::Auto {
        true => tenancy::migrate(&config.database_url).await,
        false => Ok(()),
    }
}

/// Opens the database, its schema brought up to date if the settings say so. One that is away is
/// tried again until it is there, and so is one of another schema if the settings say so; anything
/// else that is wrong with it is wrong for good. `told` is called once it is known which of these
/// it is.
async fn open(config: &Config, db: &Db, told: impl Fn()) -> Result<(), Trouble> {
    let mut told = Some(told);
    let mut tell = || {
        if let Some(told) = told.take() {
            told();
        }
    };
    let mut before = String::new();
    loop {
        let Err(error) = opened(config, db).await else {
            tracing::info!("the database is open");
            tell();
            return Ok(());
        };
        let how = match &error {
            error if error.is_away() && db.is_postgres() => "is away",
            ConnectError::Schema(_) if config.migrate == Migrate::Off => "has another schema",
            _ => return Err(error.into()),
        };
        let why = error.to_string();
        if why != before {
            tracing::warn!(error = %why, "the database {how}: it is tried again");
            before = why;
        }
        tell();
        tokio::time::sleep(PAUSE).await;
    }
}

async fn opened(config: &Config, db: &Db) -> Result<(), ConnectError> {
    db.reach().await?;
    if config.migrate == Migrate::Auto && db.is_postgres() {
        tenancy::migrate(&config.database_url).await?;
    }
    db.open().await
}

/// Says where everything is.
pub(super) fn banner(config: &Config, address: SocketAddr, numbers: Option<SocketAddr>) {
    say(format!("Avtal {}", env!("CARGO_PKG_VERSION")));
    let own = format!("{}://{address}", config.scheme());
    say(format!("  GraphQL    {own}/graphql"));
    if config.graphiql {
        say(format!("  GraphiQL   {own}/graphiql"));
    }
    say(format!("  Schema     {own}/schema.graphql"));
    say(format!("  Health     {own}/health/ready"));
    if config.metrics {
        say(format!("  Metrics    {own}/metrics"));
    }
    if let Some(numbers) = numbers {
        say(format!("  Metrics    http://{numbers}/metrics"));
    }
    say(format!(
        "  Database   {}",
        config::without_password(&config.database_url)
    ));
}

/// How tokens are checked, by the settings.
///
/// # Errors
/// When a key cannot be used, or there is none.
pub fn verifier(config: &Config) -> Result<Verifier, Trouble> {
    let mut issuers = config.issuers.clone();
    let mut keys = Vec::new();
    match &config.key {
        Some(SigningKey::Shared(secret)) => keys.push(Key::shared(secret)?),
        Some(SigningKey::Public(pem)) => keys.push(Key::public(pem)?),
        None if config.keys_dir.is_none() && issuers.is_empty() => {
            return Err(ConfigError::NoKey.into());
        }
        None => {}
    }
    if !keys.is_empty() || config.keys_dir.is_some() {
        if issuers.iter().any(|one| one.issuer == config.jwt_issuer) {
            return Err(Trouble::settings(
                "tokens cannot be checked",
                format!(
                    "the issuers file lists {}, and so do the settings",
                    config.jwt_issuer
                ),
                "leave it out of the file, or give jwt-issuer another name",
            ));
        }
        let mut flat = Trusted::simple(&config.jwt_issuer, &config.jwt_audience, keys);
        if let Some(folder) = &config.keys_dir {
            // A folder that cannot be used is known before anything else is done.
            Issuer::own(folder)?;
            let source = Source::Folder(folder.clone());
            flat.keyrings
                .push(Keyring::new(source, vec![Algorithm::EdDSA]));
        }
        issuers.push(flat);
    }
    let own = config.keys_dir.as_ref().map(|folder| Own {
        folder: folder.clone(),
        issuer: config.jwt_issuer.clone(),
    });
    let verifier = Verifier::new(issuers).with_life_max(config.token_life_max);
    Ok(verifier.with_own(own))
}

/// The trusted documents, each of them good; none where nobody asks for them.
///
/// # Errors
/// When the manifest cannot be used.
pub(super) async fn manifest(config: &Config) -> Result<Manifest, Trouble> {
    match &config.documents_manifest {
        Some(path) => Ok(Manifest::read(path, &config.limits, config.federation).await?),
        None => Ok(Manifest::default()),
    }
}

/// The certificate that the settings name; none where they name none.
///
/// # Errors
/// When it cannot be shown.
pub(super) fn tls(config: &Config) -> Result<Option<Tls>, Trouble> {
    Ok(config.tls.as_ref().map(Tls::open).transpose()?)
}

/// Has the certificate read again each time that the process is told to (SIGHUP), without end. It
/// is heard from the call on: until then it would end the process.
#[cfg(unix)]
fn renewing(tls: Option<Tls>) -> JoinHandle<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let told = signal(SignalKind::hangup());
    tokio::spawn(async move {
        let Ok(mut told) = told else {
            return tracing::warn!("SIGHUP cannot be heard: a new certificate needs a new start");
        };
        while told.recv().await.is_some() {
            match tls.as_ref().map(Tls::renew) {
                Some(Ok(())) => tracing::info!("the certificate was read again"),
                Some(Err(error)) => {
                    tracing::error!(%error, "the certificate was not renewed; the old one stays");
                }
                None => tracing::info!("there is no certificate to be read again"),
            }
        }
    })
}

/// Without signals, nobody says when.
#[cfg(not(unix))]
fn renewing(_tls: Option<Tls>) -> JoinHandle<()> {
    tokio::spawn(async {})
}

pub(super) fn listen(config: &Config) -> Result<TcpListener, Trouble> {
    bind("listen", config.listen)
}

/// Takes the address that a setting names.
fn bind(setting: &str, address: SocketAddr) -> Result<TcpListener, Trouble> {
    server::bind(address).map_err(|error| Trouble::listen(setting, address, &error))
}

fn begin_tracing() -> Result<(), Trouble> {
    trace::begin().map_err(|error| {
        let mend = "correct the variables OTEL_…, or set OTEL_SDK_DISABLED=true";
        Trouble::settings("traces cannot be sent", error.to_string(), mend)
    })
}

/// How the settings say the database is reached.
pub(super) fn options(config: &Config) -> Options {
    Options {
        url: config.database_url.clone(),
        read_url: config.read_database_url.clone(),
        connections_max: config.connections_max,
        waits: Waits::from(&config.limits),
    }
}

pub(super) async fn serve(listener: TcpListener, state: State) -> Result<(), Trouble> {
    // Connections are taken from here on, by the listener itself at first.
    tell_manager(NotifyState::Ready);
    let served = server::serve(listener, state, stop()).await;
    served.map_err(|error| Trouble::machine("the server cannot be started", &error))?;
    tracing::info!("stopped");
    Ok(())
}

/// Tells the service manager, where there is one that wants to know.
fn tell_manager(state: NotifyState<'_>) {
    if let Err(error) = sd_notify::notify(&[state]) {
        tracing::warn!(%error, "the service manager cannot be told");
    }
}

/// Comes when the process is asked to end.
async fn stop() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        () = interrupt => {}
        () = terminated() => {}
    }
    tell_manager(NotifyState::Stopping);
    tracing::info!("stopping: finishing what is being worked at");
    // Who asks a second time does not want to wait.
    tokio::spawn(async {
        if tokio::signal::ctrl_c().await.is_ok() {
            std::process::exit(130);
        }
    });
}

#[cfg(unix)]
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut signal) => drop(signal.recv().await),
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending().await
}
