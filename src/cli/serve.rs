//! `avtal serve`.

use std::net::{SocketAddr, TcpListener};
use std::process::ExitCode;

use jsonwebtoken::Algorithm;
use sd_notify::NotifyState;

use crate::auth::jwks::Key;
use crate::auth::keyring::{Keyring, Source};
use crate::auth::token::{Issuer, Own, Trusted, Verifier};
use crate::clock::Clock;
use crate::config::{self, Config, ConfigError, Migrate, SigningKey, traces};
use crate::http::{State, server};
use crate::observe::{METRICS, trace};
use crate::tenancy::{self, Db, Options};

use super::{Trouble, audit, logs, say, tabs};

/// Serves the API until it is told to stop.
///
/// # Errors
/// When something is missing that it needs.
pub async fn run(config: &Config) -> Result<ExitCode, Trouble> {
    logs::begin(&config.log, config.log_format)?;
    let traces = traces()?;
    let verifier = verifier(config)?;
    config.refuse_public()?;
    let listener = listen(config)?;
    let numbers = config.metrics_listen.map(bind).transpose()?;
    METRICS.allow(config.metrics_operations, config.metrics_legal_entities);
    if traces.is_some() {
        begin_tracing()?;
    }
    let db = open(config).await?;
    // An issuer that is away is asked again later: the server starts without it.
    verifier.warm(db.clock().now()).await;
    let file = config.audit_head_file.clone();
    let publishing = tokio::spawn(audit::keep_publishing(db.clone(), file.clone()));
    let mut state = State::new(db.clone(), verifier)
        .introspection(config.introspection)
        .with_limits(config.limits)
        .behind_proxy(config.behind_proxy)
        .tells_metrics(config.metrics);
    if config.federation {
        state = state.federation(true);
    }
    if config.graphiql {
        state = state.with_graphiql(tabs::all());
    }
    banner(config, &listener, numbers.as_ref());
    if let Some(numbers) = numbers {
        let served = server::serve_metrics(numbers, state.clone());
        served.map_err(|error| Trouble::machine("the metrics cannot be served", &error))?;
    }
    let served = serve(listener, state).await;
    publishing.abort();
    audit::publish(&db, file.as_deref());
    trace::end().await;
    served?;
    Ok(ExitCode::SUCCESS)
}

/// Says where everything is.
pub(super) fn banner(config: &Config, listener: &TcpListener, numbers: Option<&TcpListener>) {
    let address = listener.local_addr().unwrap_or(config.listen);
    say(format!("Avtal {}", env!("CARGO_PKG_VERSION")));
    say(format!("  GraphQL    http://{address}/graphql"));
    if config.graphiql {
        say(format!("  GraphiQL   http://{address}/graphiql"));
    }
    say(format!("  Schema     http://{address}/schema.graphql"));
    say(format!("  Health     http://{address}/health/ready"));
    if config.metrics {
        say(format!("  Metrics    http://{address}/metrics"));
    }
    if let Some(numbers) = numbers.and_then(|numbers| numbers.local_addr().ok()) {
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

pub(super) fn listen(config: &Config) -> Result<TcpListener, Trouble> {
    bind(config.listen)
}

fn bind(address: SocketAddr) -> Result<TcpListener, Trouble> {
    server::bind(address).map_err(|error| Trouble::listen(address, &error))
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
    }
}

/// Opens the database, its schema brought up to date if the settings say so.
pub(super) async fn open(config: &Config) -> Result<Db, Trouble> {
    if config.migrate == Migrate::Auto {
        tenancy::migrate(&config.database_url).await?;
    }
    Ok(Db::connect(&options(config), Clock::system(), None).await?)
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
