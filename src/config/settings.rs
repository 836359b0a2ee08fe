//! The settings, each as what it is.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use chrono::TimeDelta;

use crate::auth::token::Trusted;
use crate::observe::log::Format;

use super::issuers;
use super::keys::{self, SigningKey};
use super::{ConfigError, KEYS, Limits, Origin, Values};

/// Whether the schema is brought up to date when the server starts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Migrate {
    /// It is.
    Auto,
    /// It is not; a server does not start on another schema than its own.
    Check,
    /// It is not; a server starts whatever the schema is, and serves once it is its own. Until then
    /// it is not ready, and says so.
    Off,
}

/// Who may ask for the schema.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Introspection {
    /// Everybody.
    On,
    /// Who signed in.
    Authenticated,
    /// Nobody.
    Off,
}

/// Which documents can be asked by a hash or an id, and whether others can be asked at all (C-17).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Documents {
    /// None; every request carries its text.
    Off,
    /// Those that clients sent before with their hash: automatic persisted queries.
    Apq,
    /// Those too that stand in the manifest.
    Trusted,
    /// Those that stand in the manifest; a text is refused, whatever it is.
    OnlyTrusted,
}

impl Documents {
    /// Whether it needs a manifest.
    #[must_use]
    pub const fn reads_manifest(self) -> bool {
        matches!(self, Self::Trusted | Self::OnlyTrusted)
    }
}

/// Which statuses answers of the graph have (H-01).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HttpProfile {
    /// As the audit of the npm package graphql-http 1.23.1 wants them.
    Audit,
    /// As the draft of GraphQL over HTTP of August 2026 wants them.
    Draft,
}

/// Where the server's certificate and its key are.
#[derive(Clone, Debug)]
pub struct TlsFiles {
    /// The certificate, and those between it and its root, in PEM.
    pub certificate: PathBuf,
    /// Its private key, in PEM.
    pub key: PathBuf,
}

/// What the program was told.
#[derive(Clone)]
pub struct Config {
    /// The database.
    pub database_url: String,
    /// Where reading goes, if not to the same database.
    pub read_database_url: Option<String>,
    /// The most connections to it.
    pub connections_max: u32,
    /// Whether its schema is brought up to date.
    pub migrate: Migrate,
    /// Where to listen.
    pub listen: SocketAddr,
    /// The certificate that connections are greeted with; none where TLS is not spoken.
    pub tls: Option<TlsFiles>,
    /// Whether a proxy that ends TLS stands in front.
    pub behind_proxy: bool,
    /// The key that tokens are checked with; the demo makes its own.
    pub key: Option<SigningKey>,
    /// Who makes tokens.
    pub jwt_issuer: String,
    /// For whom tokens are.
    pub jwt_audience: String,
    /// The folder with our own keys.
    pub keys_dir: Option<PathBuf>,
    /// How long a token may be good for at most.
    pub token_life_max: TimeDelta,
    /// Other issuers whose tokens are believed.
    pub issuers: Vec<Trusted>,
    /// Whether the GraphiQL page is served.
    pub graphiql: bool,
    /// Whether it answers as a subgraph of a federated graph.
    pub federation: bool,
    /// Who may ask for the schema.
    pub introspection: Introspection,
    /// Which documents can be asked by a hash or an id.
    pub documents: Documents,
    /// The file with the trusted documents; there is one where they are asked for.
    pub documents_manifest: Option<PathBuf>,
    /// Which statuses answers have.
    pub http_profile: HttpProfile,
    /// Where the ends of the audit trails are written down, if anywhere.
    pub audit_head_file: Option<PathBuf>,
    /// What is logged.
    pub log: String,
    /// How it is logged; none where a terminal decides.
    pub log_format: Option<Format>,
    /// Whether whoever reaches the server may read its numbers.
    pub metrics: bool,
    /// Where the numbers are served on a listener of their own.
    pub metrics_listen: Option<SocketAddr>,
    /// How many names of operations they tell apart.
    pub metrics_operations: usize,
    /// How many legal entities they tell apart.
    pub metrics_legal_entities: usize,
    /// How much and how long the server takes.
    pub limits: Limits,
}

impl Config {
    /// Reads the merged values.
    ///
    /// # Errors
    /// When a value makes no sense, or a key cannot be read or is weak.
    pub fn read(values: &Values) -> Result<Self, ConfigError> {
        let text = |name| values.get(name).map(|(value, _)| value.to_owned());
        let database_url = text("database-url").unwrap_or_default();
        let migrate = match values.get("migrate") {
            None if database_url.starts_with("sqlite:") => Migrate::Auto,
            None => Migrate::Check,
            Some(_) => choice(
                values,
                "migrate",
                &[
                    ("auto", Migrate::Auto),
                    ("check", Migrate::Check),
                    ("off", Migrate::Off),
                ],
            )?,
        };
        let config = Self {
            database_url,
            read_database_url: text("read-database-url"),
            connections_max: number(values, "connections-max", 1..=1000)?,
            migrate,
            listen: address(values, "listen")?,
            tls: tls(values)?,
            behind_proxy: choice(values, "behind-proxy", ON_OFF)?,
            key: keys::read(values)?,
            jwt_issuer: text("jwt-issuer").unwrap_or_default(),
            jwt_audience: text("jwt-audience").unwrap_or_default(),
            keys_dir: text("jwt-keys-dir").map(PathBuf::from),
            token_life_max: TimeDelta::hours(number(values, "jwt-life-max", 1..=720)?),
            issuers: match values.get("issuers-file") {
                Some((path, _)) => issuers::read(path)?,
                None => Vec::new(),
            },
            graphiql: choice(values, "graphiql", ON_OFF)?,
            federation: choice(values, "federation", ON_OFF)?,
            introspection: choice(
                values,
                "introspection",
                &[
                    ("on", Introspection::On),
                    ("authenticated", Introspection::Authenticated),
                    ("off", Introspection::Off),
                ],
            )?,
            documents: choice(
                values,
                "documents",
                &[
                    ("off", Documents::Off),
                    ("apq", Documents::Apq),
                    ("trusted", Documents::Trusted),
                    ("only-trusted", Documents::OnlyTrusted),
                ],
            )?,
            documents_manifest: text("documents-manifest").map(PathBuf::from),
            http_profile: choice(
                values,
                "http-profile",
                &[("audit", HttpProfile::Audit), ("draft", HttpProfile::Draft)],
            )?,
            audit_head_file: text("audit-head-file").map(PathBuf::from),
            log: text("log").unwrap_or_default(),
            log_format: choice(
                values,
                "log-format",
                &[
                    ("auto", None),
                    ("text", Some(Format::Text)),
                    ("json", Some(Format::Json)),
                ],
            )?,
            metrics: choice(values, "metrics", ON_OFF)?,
            metrics_listen: match values.get("metrics-listen") {
                Some(_) => Some(address(values, "metrics-listen")?),
                None => None,
            },
            metrics_operations: number(values, "metrics-operations", 0..=10_000)?,
            metrics_legal_entities: number(values, "metrics-legal-entities", 0..=10_000)?,
            limits: Limits::read(values)?,
        };
        config.agree()?;
        Ok(config)
    }

    /// Refuses settings of which one makes another one useless.
    fn agree(&self) -> Result<(), ConfigError> {
        let clash = |what, mend| Err(ConfigError::Clash { what, mend });
        match (self.documents, &self.documents_manifest) {
            (mode, None) if mode.reads_manifest() => clash(
                "documents asks for trusted documents, and documents-manifest is not set",
                "name the file that the clients' build writes: --documents-manifest FILE",
            ),
            (mode, Some(_)) if !mode.reads_manifest() => clash(
                "documents-manifest is set, and documents says that nobody reads it",
                "add --documents trusted or --documents only-trusted, or leave the file out",
            ),
            (Documents::OnlyTrusted, _) if self.graphiql => clash(
                "graphiql is on, and documents is only-trusted, which refuses what that page asks",
                "switch graphiql off, or take --documents trusted",
            ),
            (Documents::OnlyTrusted, _) if self.federation => clash(
                "federation is on, and documents is only-trusted, which refuses what gateways ask",
                "trust the documents at the gateway, and take --documents trusted here",
            ),
            _ => Ok(()),
        }
    }

    /// The key that tokens are checked with.
    ///
    /// # Errors
    /// When there is none.
    pub fn key(&self) -> Result<&SigningKey, ConfigError> {
        self.key.as_ref().ok_or(ConfigError::NoKey)
    }

    /// How addresses of this server begin.
    #[must_use]
    pub fn scheme(&self) -> &'static str {
        match self.tls {
            Some(_) => "https",
            None => "http",
        }
    }

    /// Refuses to be reached from other machines unless that is meant so.
    ///
    /// # Errors
    /// When it listens to other machines, speaks no TLS, and no proxy is said to stand in front; or
    /// tells its numbers on an address that is of no private network.
    pub fn refuse_public(&self) -> Result<(), ConfigError> {
        let is_covered = self.listen.ip().is_loopback() || self.tls.is_some();
        if !is_covered && !self.behind_proxy {
            return Err(ConfigError::PublicListen(self.listen.to_string()));
        }
        match self.metrics_listen {
            Some(numbers) if !is_inside(numbers.ip()) => {
                Err(ConfigError::PublicNumbers(numbers.to_string()))
            }
            _ => Ok(()),
        }
    }
}

/// Whether an address is of this machine or of a private network.
fn is_inside(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(four) => four.is_loopback() || four.is_private(),
        IpAddr::V6(six) => six.is_loopback() || six.is_unique_local(),
    }
}

/// The files of the certificate; one without the other is a mistake.
fn tls(values: &Values) -> Result<Option<TlsFiles>, ConfigError> {
    let path = |name| values.get(name).map(|(path, _)| PathBuf::from(path));
    match (path("tls-certificate"), path("tls-key")) {
        (Some(certificate), Some(key)) => Ok(Some(TlsFiles { certificate, key })),
        (None, None) => Ok(None),
        _ => Err(ConfigError::Clash {
            what: "of tls-certificate and tls-key only one is set",
            mend: "name both files, or none and put a proxy that ends TLS in front",
        }),
    }
}

const ON_OFF: &[(&str, bool)] = &[
    ("on", true),
    ("off", false),
    ("true", true),
    ("false", false),
];

fn refused(name: &str, value: &str, origin: Origin, reason: String) -> ConfigError {
    let key = KEYS.iter().find(|key| key.name == name);
    ConfigError::Value {
        key: key.map_or("a setting", |key| key.name),
        origin,
        value: match key {
            Some(key) if key.secret => "what it is".to_owned(),
            _ => format!("\"{value}\""),
        },
        reason,
    }
}

fn choice<T: Copy>(values: &Values, name: &str, all: &[(&str, T)]) -> Result<T, ConfigError> {
    let (value, origin) = values.get(name).unwrap_or(("", Origin::Default));
    let found = all.iter().find(|(word, _)| *word == value);
    found.map(|(_, choice)| *choice).ok_or_else(|| {
        let words: Vec<_> = all.iter().map(|(word, _)| *word).collect();
        refused(
            name,
            value,
            origin,
            format!("it is one of {}", words.join(", ")),
        )
    })
}

/// A whole number within bounds.
pub(super) fn number<N>(
    values: &Values,
    name: &str,
    bounds: std::ops::RangeInclusive<N>,
) -> Result<N, ConfigError>
where
    N: std::str::FromStr + PartialOrd + std::fmt::Display,
{
    let (value, origin) = values.get(name).unwrap_or(("", Origin::Default));
    let number = value.parse().ok();
    number
        .filter(|number| bounds.contains(number))
        .ok_or_else(|| {
            let (least, most) = (bounds.start(), bounds.end());
            let reason = format!("it is a whole number from {least} to {most}");
            refused(name, value, origin, reason)
        })
}

/// Where to listen, by a setting.
fn address(values: &Values, name: &str) -> Result<SocketAddr, ConfigError> {
    let (value, origin) = values.get(name).unwrap_or(("", Origin::Default));
    let numeric = value
        .strip_prefix("localhost:")
        .map(|port| format!("127.0.0.1:{port}"));
    numeric
        .as_deref()
        .unwrap_or(value)
        .parse()
        .map_err(|_reason| {
            let reason = "it is an IP address and a port, as in 127.0.0.1:8080".to_owned();
            refused(name, value, origin, reason)
        })
}
