//! The table of settings, and where a value comes from.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt;

use super::keys::secret_file;
use super::written::is_secret;
use super::{ConfigError, limits};

/// One setting.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Its name: `--name` as a flag, `name` in the file, `AVTAL_NAME` in the environment.
    pub name: &'static str,
    /// A name in the environment that others use too.
    pub env_too: Option<&'static str>,
    /// What it is when nobody says anything.
    pub default: Option<&'static str>,
    /// Whether its value must not be shown.
    pub secret: bool,
    /// How its value is called in the help.
    pub value: &'static str,
    /// What it does.
    pub help: &'static str,
}

const fn key(
    name: &'static str,
    value: &'static str,
    default: Option<&'static str>,
    help: &'static str,
) -> Key {
    Key {
        name,
        env_too: None,
        default,
        secret: false,
        value,
        help,
    }
}

/// The setting of a limit.
pub(super) const fn limit_key(
    name: &'static str,
    default: &'static str,
    help: &'static str,
) -> Key {
    key(name, "NUMBER", Some(default), help)
}

/// Every setting there is.
pub const KEYS: &[Key] = &ALL;

const ALL: [Key; OWN.len() + limits::KEYS.len()] = {
    let mut all = [OWN[0]; OWN.len() + limits::KEYS.len()];
    let mut n = 0;
    while n < all.len() {
        all[n] = if n < OWN.len() {
            OWN[n]
        } else {
            limits::KEYS[n - OWN.len()]
        };
        n += 1;
    }
    all
};

const OWN: &[Key] = &[
    Key {
        env_too: Some("DATABASE_URL"),
        secret: true,
        ..key(
            "database-url",
            "URL",
            Some("sqlite://avtal.sqlite"),
            "sqlite://path or postgres://… (or DATABASE_URL)",
        )
    },
    Key {
        secret: true,
        ..key(
            "read-database-url",
            "URL",
            None,
            "Where reading goes, if not to the same database",
        )
    },
    key(
        "connections-max",
        "NUMBER",
        Some("16"),
        "The most connections for reading, and as many for writing, 1 to 1000",
    ),
    key(
        "migrate",
        "auto|check|off",
        None,
        "Another schema: auto mends, check ends, off waits [default: auto on SQLite, else check]",
    ),
    key(
        "listen",
        "ADDRESS",
        Some("127.0.0.1:8080"),
        "Where to listen",
    ),
    key(
        "tls-certificate",
        "FILE",
        None,
        "PEM file with the certificate, and those between it and its root; read again on SIGHUP",
    ),
    key(
        "tls-key",
        "FILE",
        None,
        "PEM file with the certificate's private key",
    ),
    key(
        "behind-proxy",
        "on|off",
        Some("off"),
        "A proxy that ends TLS stands in front, so other machines may connect",
    ),
    Key {
        secret: true,
        ..key(
            "jwt-secret",
            "SECRET",
            None,
            "Shared secret that tokens are signed with (HS256), at least 32 bytes",
        )
    },
    key(
        "jwt-secret-file",
        "FILE",
        None,
        "File with the shared secret",
    ),
    key(
        "jwt-public-key-file",
        "FILE",
        None,
        "PEM file with the public key tokens are checked with (RS256, ES256, EdDSA)",
    ),
    key(
        "jwt-issuer",
        "TEXT",
        Some("avtal"),
        "Who makes the tokens (iss)",
    ),
    key(
        "jwt-audience",
        "TEXT",
        Some("avtal"),
        "For whom the tokens are (aud)",
    ),
    key(
        "jwt-keys-dir",
        "FOLDER",
        None,
        "Folder with our own keys, see avtal keys; others find them at /.well-known/jwks.json",
    ),
    key(
        "jwt-life-max",
        "HOURS",
        Some("24"),
        "How long a token may be good for at most, 1 to 720 hours",
    ),
    key(
        "issuers-file",
        "FILE",
        None,
        "TOML file with other issuers whose tokens are believed",
    ),
    key("graphiql", "on|off", Some("off"), "Serve the GraphiQL page"),
    key(
        "federation",
        "on|off",
        Some("off"),
        "Answer as a subgraph of a federated graph",
    ),
    key(
        "introspection",
        "on|authenticated|off",
        Some("on"),
        "Who may ask for the schema",
    ),
    key(
        "documents",
        "off|apq|trusted|only-trusted",
        Some("apq"),
        "Which documents may be asked by a hash or an id",
    ),
    key(
        "documents-manifest",
        "FILE",
        None,
        "JSON file with the trusted documents, as Relay, codegen or Apollo writes it",
    ),
    key(
        "http-profile",
        "audit|draft",
        Some("audit"),
        "Whose statuses answers have: the audit's, or the newest draft's",
    ),
    key(
        "audit-head-file",
        "FILE",
        None,
        "Where the ends of the audit trails are written down once a minute",
    ),
    key(
        "log",
        "FILTER",
        Some("info"),
        "What is logged: error, warn, info, debug, or per module",
    ),
    key(
        "log-format",
        "auto|text|json",
        Some("auto"),
        "How it is logged; auto is text in a terminal, else JSON",
    ),
    key(
        "metrics",
        "on|off",
        Some("off"),
        "Serve /metrics for Prometheus to whoever reaches the server",
    ),
    key(
        "metrics-listen",
        "ADDRESS",
        None,
        "Serve /metrics on a listener of its own",
    ),
    key(
        "metrics-operations",
        "NUMBER",
        Some("100"),
        "Names of operations that metrics tell apart, 0 to 10000",
    ),
    key(
        "metrics-legal-entities",
        "NUMBER",
        Some("0"),
        "Legal entities that metrics tell apart, 0 to 10000",
    ),
];

/// Where a value comes from, the stronger the greater.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Origin {
    /// Nobody said anything.
    Default,
    /// The configuration file.
    File,
    /// The environment.
    Environment,
    /// The command line.
    Flag,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Default => "the default",
            Self::File => "from the file",
            Self::Environment => "from the environment",
            Self::Flag => "from the command line",
        })
    }
}

/// The value of every setting that has one, as text, with its origin.
#[derive(Clone, Debug, Default)]
pub struct Values(BTreeMap<&'static str, (String, Origin)>);

impl Values {
    /// Lays flags over environment over file over defaults. A secret is also read from a file that
    /// is named in its place, by its name and [`FILE_ENDING`].
    ///
    /// # Errors
    /// When the file is no TOML or sets what does not exist, or a secret's file cannot be read.
    pub fn merge<K: Ord + Borrow<str>>(
        flags: &BTreeMap<K, String>,
        environment: impl Fn(&str) -> Option<String>,
        file: Option<&str>,
    ) -> Result<Self, ConfigError> {
        let file = match file {
            Some(text) => parse(text)?,
            None => BTreeMap::new(),
        };
        let mut values = BTreeMap::new();
        for key in KEYS {
            let told = |origin, name: &str, env_too: Option<&str>| match origin {
                Origin::Flag => flags.get(name).cloned(),
                Origin::Environment => {
                    environment(&env_name(name)).or_else(|| env_too.and_then(&environment))
                }
                Origin::File => file.get(name).cloned(),
                Origin::Default => key.default.map(str::to_owned),
            };
            let file_name = file_form(key);
            let env_file = key.env_too.map(|name| format!("{name}_FILE"));
            for origin in ORIGINS {
                let value = told(origin, key.name, key.env_too);
                let path = match (&file_name, origin) {
                    (None, _) | (_, Origin::Default) => None,
                    (Some(name), _) => told(origin, name, env_file.as_deref()),
                };
                let value = match (value, path) {
                    (None, None) => continue,
                    (Some(_), Some(_)) => return Err(ConfigError::Twice(key.name)),
                    (Some(value), None) => value,
                    (None, Some(path)) => secret_file(&path)?,
                };
                values.insert(key.name, (value, origin));
                break;
            }
        }
        Ok(Self(values))
    }

    /// A setting's value and where it comes from.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<(&str, Origin)> {
        self.0
            .get(name)
            .map(|(value, origin)| (value.as_str(), *origin))
    }
}

/// What is added to a secret's name where a file is named that holds it.
pub const FILE_ENDING: &str = "-file";

/// From strong to weak.
const ORIGINS: [Origin; 4] = [
    Origin::Flag,
    Origin::Environment,
    Origin::File,
    Origin::Default,
];

/// The name under which a file with the secret can be named; none where the table has its own, and
/// where it is no secret.
#[must_use]
pub fn file_form(key: &Key) -> Option<String> {
    let name = format!("{}{FILE_ENDING}", key.name);
    let is_own = KEYS.iter().any(|own| own.name == name);
    (key.secret && !is_own).then_some(name)
}

/// How our variables begin.
pub(super) const OURS: &str = "AVTAL_";

/// How a setting is called in the environment.
#[must_use]
pub fn env_name(name: &str) -> String {
    format!("{OURS}{}", name.to_uppercase().replace('-', "_"))
}

fn parse(text: &str) -> Result<BTreeMap<String, String>, ConfigError> {
    let table: toml::Table = text
        .parse()
        .map_err(|error: toml::de::Error| ConfigError::Toml(error.message().to_owned()))?;
    let mut values = BTreeMap::new();
    for (name, value) in table {
        let dashed = name.replace('_', "-");
        let named = |key: &&Key| key.name == dashed || file_form(key).as_ref() == Some(&dashed);
        let Some(key) = KEYS.iter().find(named) else {
            return Err(ConfigError::Unknown {
                origin: Origin::File,
                nearest: nearest(&dashed),
                name,
            });
        };
        let value = match value {
            toml::Value::String(text) => text,
            toml::Value::Integer(number) => number.to_string(),
            toml::Value::Boolean(true) => "on".to_owned(),
            toml::Value::Boolean(false) => "off".to_owned(),
            other => {
                return Err(ConfigError::Value {
                    key: key.name,
                    origin: Origin::File,
                    value: format!("a {}", other.type_str()),
                    reason: "it is one value: a text, a whole number, true or false".to_owned(),
                });
            }
        };
        values.insert(dashed, value);
    }
    Ok(values)
}

/// The setting, or its form with a file, that is written most alike, if it is near enough to be
/// meant.
pub(super) fn nearest(name: &str) -> Option<String> {
    let names = KEYS.iter().map(|key| key.name.to_owned());
    names
        .chain(KEYS.iter().filter_map(file_form))
        .map(|own| (strsim::damerau_levenshtein(name, &own), own))
        .min()
        .filter(|(distance, own)| *distance <= own.len() / 2)
        .map(|(_, own)| own)
}

/// Whether the text of a configuration file sets something that is to be kept from others.
pub(super) fn holds_secret(text: &str) -> Result<bool, ConfigError> {
    let values = parse(text)?;
    let is_kept = |key: &Key| {
        let value = values.get(key.name);
        value.is_some_and(|value| is_secret(key, value))
    };
    Ok(KEYS.iter().any(is_kept))
}
