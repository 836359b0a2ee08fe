//! Why the program cannot go on: what, why, and how to mend it, a line each.

use std::fmt;

use crate::auth::own::OwnKeyError;
use crate::auth::token::KeyError;
use crate::config::ConfigError;
use crate::domain::violation::Refusal;
use crate::failure::Failure;
use crate::http::manifest::ManifestError;
use crate::http::tls::TlsError;
use crate::tenancy::ConnectError;

/// What was to be looked at is not well, or was not looked at.
const FAILURE: u8 = 1;
/// A service that is needed is not there.
pub(super) const UNAVAILABLE: u8 = 69;
/// The program contradicts itself.
const SOFTWARE: u8 = 70;
/// The system refuses.
const SYSTEM: u8 = 71;
/// It may work if tried again.
pub(super) const TRY_AGAIN: u8 = 75;
/// The settings are wrong.
const SETTINGS: u8 = 78;

/// Why the program cannot go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// What does not work.
    pub what: String,
    /// Why.
    pub why: String,
    /// What to do.
    pub mend: String,
    /// The exit code, by the customs of `sysexits`.
    pub code: u8,
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A line each, whatever others put into their messages.
        let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        writeln!(f, "avtal: {}", line(&self.what))?;
        writeln!(f, "  why: {}", line(&self.why))?;
        write!(f, " mend: {}", line(&self.mend))
    }
}

impl Trouble {
    pub(super) fn settings(what: &str, why: impl Into<String>, mend: impl Into<String>) -> Self {
        Self {
            what: what.to_owned(),
            why: why.into(),
            mend: mend.into(),
            code: SETTINGS,
        }
    }

    /// The system refuses something that is usual.
    pub(super) fn machine(what: &str, error: &std::io::Error) -> Self {
        Self {
            what: what.to_owned(),
            why: error.to_string(),
            mend: "see that this user may do it here, and that there is room".to_owned(),
            code: SYSTEM,
        }
    }

    /// What the rules refuse, each reason with its place; any other failure as it is.
    pub(super) fn refused(what: &str, failure: Failure, mend: &str) -> Self {
        let Failure::Refused(refusals) = &failure else {
            return failure.into();
        };
        let text = |one: &Refusal| format!("{}: {}", one.field.join("."), one.violation);
        let all: Vec<String> = refusals.iter().map(text).collect();
        Self::settings(what, all.join("; "), mend)
    }

    /// Row-level security hides every legal entity, so that nothing was looked at.
    pub(super) fn hidden() -> Self {
        Self {
            what: "no legal entity is visible".to_owned(),
            why: "row-level security binds this database user, so nothing was looked at".to_owned(),
            mend: "connect as a user with BYPASSRLS, or name one by its id: --legal-entity ID"
                .to_owned(),
            code: FAILURE,
        }
    }

    /// The port that a setting names is not to be had.
    pub(super) fn listen(
        setting: &str,
        address: std::net::SocketAddr,
        error: &std::io::Error,
    ) -> Self {
        let (mend, code) = match error.kind() {
            std::io::ErrorKind::AddrInUse => (
                format!("stop the other program, or listen elsewhere: --{setting} 127.0.0.1:8081"),
                UNAVAILABLE,
            ),
            std::io::ErrorKind::PermissionDenied => (
                format!("take a port from 1024 on: --{setting} 127.0.0.1:8080"),
                SETTINGS,
            ),
            _ => (
                format!("take an address of this machine: --{setting} 127.0.0.1:8080"),
                SETTINGS,
            ),
        };
        Self {
            what: format!("cannot listen on {address}"),
            why: error.to_string(),
            mend,
            code,
        }
    }
}

impl From<ConfigError> for Trouble {
    fn from(error: ConfigError) -> Self {
        Self::settings(
            "the settings are not usable",
            error.to_string(),
            error.mend(),
        )
    }
}

impl From<KeyError> for Trouble {
    fn from(error: KeyError) -> Self {
        let mend = match error {
            KeyError::Weak(_) => "make a new secret: openssl rand -hex 32",
            KeyError::Form | KeyError::Set(_) | KeyError::NoneUsable => {
                "give the public key as PEM: -----BEGIN PUBLIC KEY-----"
            }
        };
        Self::settings("tokens cannot be checked", error.to_string(), mend)
    }
}

impl From<ManifestError> for Trouble {
    fn from(error: ManifestError) -> Self {
        let mend = match error {
            ManifestError::File { .. } => "name the file that the clients' build writes",
            ManifestError::Form { .. } => {
                "give what Relay or codegen writes, { \"id\": \"text\" }, or Apollo's manifest"
            }
            ManifestError::Document { .. } => {
                "build the clients with what avtal schema prints, or raise the limit that is named"
            }
        };
        Self::settings(
            "the trusted documents are not usable",
            error.to_string(),
            mend,
        )
    }
}

impl From<TlsError> for Trouble {
    fn from(error: TlsError) -> Self {
        let mend = match &error {
            TlsError::File { .. } => "name a file that this user may read".to_owned(),
            TlsError::OpenKey(path) => format!("chmod 600 {path}"),
            TlsError::NoCertificate(_) => {
                "give the chain as PEM, the server's own first: -----BEGIN CERTIFICATE-----".into()
            }
            TlsError::NoKey(_) => {
                "give the key as PEM, without a password: -----BEGIN PRIVATE KEY-----".to_owned()
            }
            TlsError::Apart { .. } | TlsError::Protocol(_) => {
                "name the key that the certificate was asked for with (RSA, ECDSA or Ed25519)"
                    .into()
            }
        };
        Self::settings("the certificate is not usable", error.to_string(), mend)
    }
}

impl From<OwnKeyError> for Trouble {
    fn from(error: OwnKeyError) -> Self {
        let mend = match &error {
            OwnKeyError::File { .. } => "name a folder that this user may use".to_owned(),
            OwnKeyError::Open(path) => format!("chmod 600 {path}"),
            OwnKeyError::Form(_) => "remove the file; make a key with: avtal keys rotate".into(),
            OwnKeyError::Missing(_) => "make one: avtal keys generate".to_owned(),
            OwnKeyError::Unknown(_) => "see which there are: avtal keys list".to_owned(),
        };
        Self::settings("our own keys are not usable", error.to_string(), mend)
    }
}

impl From<ConnectError> for Trouble {
    fn from(error: ConnectError) -> Self {
        let why = error.to_string();
        let (what, mend, code) = match &error {
            ConnectError::Scheme => (
                "the database URL is not usable",
                "write sqlite://path/to/file or postgres://user@host/database",
                SETTINGS,
            ),
            ConnectError::Connect(_) if error.turns_us_away() => (
                "the database does not take us in",
                "correct the user, the password and the database's name in the database URL; a \
                 superuser makes a database, with this user for owner: CREATE DATABASE avtal OWNER \
                 owner",
                SETTINGS,
            ),
            ConnectError::Connect(_) if why.contains("locked") => (
                "the database is locked",
                "stop the other program that has the file open, or wait until it is done",
                TRY_AGAIN,
            ),
            ConnectError::Connect(_) if why.contains("unable to open") => (
                "the database file cannot be opened",
                "see that the folder is there and writable; to make a file: avtal migrate up",
                SETTINGS,
            ),
            ConnectError::Connect(_) if why.contains("not a database") => (
                "the file is no database",
                "name another file, or move it away and put a copy back: avtal backup restore",
                SETTINGS,
            ),
            ConnectError::Connect(_) => (
                "the database does not answer",
                "see that it runs and that the database URL is right",
                UNAVAILABLE,
            ),
            ConnectError::Schema(state) if is_newer(state) => (
                "the database belongs to a newer program",
                "start the newer program, or restore a backup from before it",
                SETTINGS,
            ),
            ConnectError::Schema(state) if state.contains("locked") => (
                "the database is locked",
                "stop the other program that has the file open, or wait until it is done",
                TRY_AGAIN,
            ),
            ConnectError::Schema(state) if state.contains("denied to create role") => (
                "the database user may not make the server's role",
                "a superuser runs, with this user for owner: CREATE ROLE avtal_app NOLOGIN; GRANT \
                 avtal_app TO owner WITH ADMIN OPTION; or: ALTER ROLE owner CREATEROLE",
                SETTINGS,
            ),
            ConnectError::Schema(state) if lacks_rights(state) => (
                "the database user may not change the schema",
                "migrate as the owner of the database and its tables; a superuser makes one, with \
                 this user for owner: ALTER DATABASE avtal OWNER TO owner",
                SETTINGS,
            ),
            ConnectError::Schema(_) => (
                "the database is not ready for this program",
                "avtal backup create FOLDER, then: avtal migrate up",
                SETTINGS,
            ),
            ConnectError::Hidden => (
                "the schema is not for this database user to see",
                "as its owner or a superuser: GRANT avtal_app TO the user of the server",
                SETTINGS,
            ),
            ConnectError::Role { .. } => (
                "row-level security would not hold",
                "connect as a user that owns no table and may become that role",
                SETTINGS,
            ),
        };
        Self {
            what: what.to_owned(),
            why,
            mend: mend.to_owned(),
            code,
        }
    }
}

/// Whether steps were done that this program does not know.
fn is_newer(state: &str) -> bool {
    state.starts_with("newer") || state.contains("this migration has been applied but")
}

/// Whether PostgreSQL says that a user may not do something.
fn lacks_rights(state: &str) -> bool {
    state.contains("permission denied") || state.contains("must be owner of")
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        let why = match &failure {
            Failure::Storage(source) | Failure::Unavailable(source) => source.to_string(),
            other => other.to_string(),
        };
        Self {
            what: "the work could not be done".to_owned(),
            why,
            mend: "avtal doctor tells how the database stands".to_owned(),
            code: SOFTWARE,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trouble_is_three_lines() {
        let schema = ConnectError::Schema("newer than this program:\nline".to_owned());
        let told = Trouble::from(schema).to_string();
        assert_eq!(told.lines().count(), 3, "{told}");
        let told = Trouble::from(ConfigError::NoKey);
        assert_eq!((told.code, told.to_string().lines().count()), (78, 3));
    }

    #[test]
    fn a_busy_port_is_told_from_a_wrong_address() {
        let address = "127.0.0.1:80".parse().unwrap();
        let of = |kind: std::io::ErrorKind| Trouble::listen("listen", address, &kind.into());
        assert_eq!(of(std::io::ErrorKind::AddrInUse).code, 69);
        assert_eq!(of(std::io::ErrorKind::PermissionDenied).code, 78);
        let numbers = Trouble::listen(
            "metrics-listen",
            address,
            &std::io::ErrorKind::AddrInUse.into(),
        );
        assert!(numbers.mend.contains(" --metrics-listen "), "{numbers}");
    }

    #[test]
    fn who_may_not_migrate_is_told_what_to_ask_for() {
        let told = |state: &str| {
            let state = format!("not to be migrated: error returned from database: {state}");
            Trouble::from(ConnectError::Schema(state))
        };
        let role = told("permission denied to create role");
        assert!(
            role.mend.contains("CREATE ROLE avtal_app NOLOGIN"),
            "{role}"
        );
        for state in [
            "permission denied for schema public",
            "must be owner of table vendor",
        ] {
            let schema = told(state);
            assert!(
                schema.mend.contains("the owner of the database"),
                "{schema}"
            );
        }
    }
}
