//! What the program is told: flag over environment over file over default.
//!
//! The only reader of the environment. [`KEYS`] is the whole table; all else is made from it.

mod issuers;
mod keys;
mod limits;
mod otel;
mod settings;
mod table;
mod written;

pub use keys::SigningKey;
pub use limits::{Limits, millis};
pub use otel::traces;
pub use settings::{Config, Documents, HttpProfile, Introspection, Migrate, TlsFiles};
pub use table::{FILE_ENDING, KEYS, Key, Origin, Values, env_name, file_form};
pub use written::{is_secret, masked, template, without_password};

#[cfg(test)]
mod tests;

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::auth::own;
use crate::auth::token::KeyError;

/// The file that is read when none is named and it is there.
pub const DEFAULT_FILE: &str = "avtal.toml";

/// The variable that names the file.
const CONFIG: &str = "AVTAL_CONFIG";

/// Variables that are ours and set nothing here: the file, and what the tests are told.
const OTHERS: &[&str] = &[CONFIG, "AVTAL_TEST_POSTGRES_URL", "AVTAL_WALK_STEPS"];

/// What is wrong with what the program was told.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The configuration file cannot be read.
    #[error("the file {path} cannot be read: {reason}")]
    File {
        /// Its path.
        path: String,
        /// What the system says.
        reason: String,
    },
    /// The configuration file is no TOML.
    #[error("the configuration file is not valid TOML: {0}")]
    Toml(String),
    /// The configuration file or the environment names a setting that does not exist.
    #[error("{name} ({origin}) is no setting{}", did_you_mean(.nearest))]
    Unknown {
        /// Where it is named.
        origin: Origin,
        /// The name, as it is written there.
        name: String,
        /// The one that is written most alike, as it would be written there.
        nearest: Option<String>,
    },
    /// A setting has a value that it cannot have.
    #[error("{key} ({origin}) cannot be {value}: {reason}")]
    Value {
        /// The setting.
        key: &'static str,
        /// Where the value comes from.
        origin: Origin,
        /// The value, or a mask if it is secret.
        value: String,
        /// What it can be.
        reason: String,
    },
    /// No key to check tokens with is set.
    #[error("no key is set that tokens could be checked with")]
    NoKey,
    /// More than one key is set in the same place.
    #[error("{0} and {1} are both set; tokens are checked with one key")]
    TwoKeys(&'static str, &'static str),
    /// Of two settings one makes the other useless.
    #[error("{what}")]
    Clash {
        /// Which, and how.
        what: &'static str,
        /// How to mend it.
        mend: &'static str,
    },
    /// A secret is given, and a file with it too.
    #[error("{0} and {0}-file are both set; a secret is given in one way")]
    Twice(&'static str),
    /// The file with the issuers says something that makes no sense.
    #[error("the file {path} with the issuers is not usable: {reason}")]
    Issuers {
        /// Its path.
        path: String,
        /// What is wrong, and with which issuer.
        reason: String,
    },
    /// A key that cannot be used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A shared secret that can be guessed.
    #[error("the secret can be guessed: {0}")]
    WeakSecret(String),
    /// A secret that everybody on this machine can read.
    #[error("the file {0} with the secret is readable for everybody")]
    OpenFile(String),
    /// A configuration file with a secret in it that everybody on this machine can read or change.
    #[error("the file {0} has a secret in it, and everybody can read or change it")]
    OpenSettings(String),
    /// A variable of OpenTelemetry says what cannot be done.
    #[error("{name} in the environment cannot be followed: {reason}")]
    OpenTelemetry {
        /// The variable.
        name: &'static str,
        /// What it can be.
        reason: String,
    },
    /// Reachable from other machines, without saying that a proxy stands in front.
    #[error("{0} can be reached from other machines, without encryption")]
    PublicListen(String),
    /// Numbers that are told to whoever comes by.
    #[error("the numbers would be told on {0}, which is of no private network")]
    PublicNumbers(String),
}

fn did_you_mean(nearest: &Option<String>) -> String {
    match nearest {
        Some(name) => format!("; did you mean {name}?"),
        None => String::new(),
    }
}

impl ConfigError {
    /// How to mend it, in one line.
    #[must_use]
    pub fn mend(&self) -> String {
        match self {
            Self::File { .. } => "name a readable file, or leave the setting out".to_owned(),
            Self::Toml(_) => "write one setting a line, as in: listen = \"127.0.0.1:8080\"".into(),
            Self::Unknown { nearest, .. } => {
                let first = match nearest {
                    Some(name) => format!("write {name}, or leave it out"),
                    None => "leave it out".to_owned(),
                };
                format!("{first}; avtal serve --help lists every setting")
            }
            Self::Value { key, .. } => {
                let env = table::env_name(key);
                format!("set --{key}, or {env} in the environment, or {key} in {DEFAULT_FILE}")
            }
            Self::NoKey => "openssl rand -hex 32 > avtal.secret && chmod 600 avtal.secret, then \
                            add --jwt-secret-file avtal.secret; to look around: avtal demo"
                .to_owned(),
            Self::Clash { mend, .. } => (*mend).to_owned(),
            Self::TwoKeys(..) | Self::Twice(_) => "leave one of them out".to_owned(),
            Self::Issuers { path, .. } => format!(
                "correct {path}; README.md, \"Signing in\", \
                 has an example for each kind of issuer"
            ),
            Self::Key(KeyError::Weak(_)) => "make a new one: openssl rand -hex 32".to_owned(),
            Self::Key(_) => "give the public key as PEM: -----BEGIN PUBLIC KEY-----".to_owned(),
            Self::WeakSecret(_) => "make a new one: openssl rand -hex 32".to_owned(),
            Self::OpenFile(path) => format!("chmod 600 {path}"),
            Self::OpenSettings(path) => {
                format!("chmod 600 {path}, or name a file for each secret, as in database-url-file")
            }
            Self::OpenTelemetry { name, .. } => {
                format!("set {name} to what it can be, or leave it out")
            }
            Self::PublicNumbers(_) => {
                "name the address that Prometheus comes to, as in --metrics-listen 10.0.0.5:9464"
                    .to_owned()
            }
            Self::PublicListen(_) => {
                "listen on 127.0.0.1, or name a certificate (--tls-certificate \
                                      and --tls-key), or put a proxy that ends TLS in front and \
                                      add --behind-proxy"
                    .to_owned()
            }
        }
    }
}

/// Reads flags, environment and file into the settings.
///
/// # Errors
/// When the file cannot be read or something in it or elsewhere makes no sense.
pub fn load<K: Ord + Borrow<str>>(
    flags: &BTreeMap<K, String>,
    file: Option<&Path>,
) -> Result<Config, ConfigError> {
    Config::read(&values(flags, file)?)
}

/// What flags, environment and file say, before it is looked at.
///
/// # Errors
/// When a file cannot be read or sets what does not exist.
pub fn values<K: Ord + Borrow<str>>(
    flags: &BTreeMap<K, String>,
    file: Option<&Path>,
) -> Result<Values, ConfigError> {
    refuse_unknown(&variables())?;
    let named = file
        .map(Path::to_path_buf)
        .or_else(|| environment(CONFIG).map(PathBuf::from));
    let text = read_file(named)?;
    Values::merge(flags, environment, text.as_deref())
}

fn read_file(named: Option<PathBuf>) -> Result<Option<String>, ConfigError> {
    let path = match named {
        Some(path) => path,
        None if Path::new(DEFAULT_FILE).exists() => PathBuf::from(DEFAULT_FILE),
        None => return Ok(None),
    };
    let text = std::fs::read_to_string(&path).map_err(|error| ConfigError::File {
        path: path.display().to_string(),
        reason: error.to_string(),
    })?;
    if own::is_open(&path, own::READ | own::WRITE) && table::holds_secret(&text)? {
        return Err(ConfigError::OpenSettings(path.display().to_string()));
    }
    Ok(Some(text))
}

/// Refuses a variable that is written like one of ours and is none: it would set nothing.
fn refuse_unknown(variables: &[String]) -> Result<(), ConfigError> {
    let is_known = |name: &str| {
        let is_setting = |key: &Key| {
            env_name(key.name) == name || file_form(key).is_some_and(|own| env_name(&own) == name)
        };
        OTHERS.contains(&name) || KEYS.iter().any(is_setting)
    };
    for name in variables {
        let Some(rest) = name.strip_prefix(table::OURS) else {
            continue;
        };
        if !is_known(name) && !is_of_a_service(name, variables) {
            let nearest = table::nearest(&rest.to_lowercase().replace('_', "-"));
            return Err(ConfigError::Unknown {
                origin: Origin::Environment,
                name: name.clone(),
                nearest: nearest.map(|own| env_name(&own)),
            });
        }
    }
    Ok(())
}

/// Whether a variable is one of those that Kubernetes makes of a service, as of one that is called
/// avtal: `AVTAL_SERVICE_HOST`, `AVTAL_SERVICE_PORT`, `AVTAL_PORT_8080_TCP` and so on.
fn is_of_a_service(name: &str, variables: &[String]) -> bool {
    let services = variables
        .iter()
        .filter_map(|one| one.strip_suffix("_SERVICE_HOST"));
    services
        .filter_map(|service| name.strip_prefix(service))
        .any(|rest| rest.starts_with("_SERVICE_") || rest.starts_with("_PORT"))
}

/// The names of all variables that are set to something.
#[expect(
    clippy::disallowed_methods,
    reason = "the one lawful reader of the environment"
)]
fn variables() -> Vec<String> {
    let set = std::env::vars_os().filter(|(_, value)| !value.is_empty());
    set.filter_map(|(name, _)| name.into_string().ok())
        .collect()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one lawful reader of the environment"
)]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
