//! The file with the issuers whose tokens are believed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use entity::ids::LegalEntityId;
use jsonwebtoken::Algorithm;
use serde::Deserialize;

use crate::auth::Role;
use crate::auth::fetch::{Place, Remote};
use crate::auth::jwks::{self, Key};
use crate::auth::keyring::{Keyring, Source};
use crate::auth::mapping::{Binding, Bound, Preset};
use crate::auth::token::Trusted;

use super::ConfigError;
use super::keys;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    issuer: Vec<Entry>,
}

/// One issuer, as the file describes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Entry {
    /// What its tokens say in `iss`.
    issuer: String,
    /// What it is called in the log; its address without this.
    name: Option<String>,
    /// What its tokens say in `aud`, one of these.
    audience: Texts,
    preset: Option<Preset>,
    /// Where its keys are.
    #[serde(default)]
    discovery: bool,
    jwks_url: Option<String>,
    jwks_file: Option<String>,
    public_key_file: Option<Texts>,
    secret_file: Option<String>,
    algorithms: Option<Vec<Alg>>,
    /// Whether its address may lead into a private network.
    #[serde(default)]
    private_network: bool,
    /// The legal entities that it may speak for.
    legal_entities: Entities,
    user: Option<String>,
    tenant: Option<String>,
    roles: Option<String>,
    limits: Option<String>,
    role_names: Option<BTreeMap<String, String>>,
    #[serde(default)]
    subject_prefix: String,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "it is a text or a list of texts")]
enum Texts {
    One(String),
    Many(Vec<String>),
}

impl Texts {
    fn all(&self) -> &[String] {
        match self {
            Self::One(text) => std::slice::from_ref(text),
            Self::Many(all) => all,
        }
    }
}

#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "legal-entities is \"*\" or a list as in [{ id = \"…\", code = \"SE01\" }]"
)]
enum Entities {
    Any(String),
    Listed(Vec<Listed>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    id: LegalEntityId,
    code: Option<String>,
    claim: Option<String>,
}

#[derive(Clone, Copy, Deserialize)]
enum Alg {
    #[serde(rename = "RS256")]
    Rs256,
    #[serde(rename = "ES256")]
    Es256,
    #[serde(rename = "EdDSA")]
    EdDsa,
    #[serde(rename = "HS256")]
    Hs256,
}

impl From<Alg> for Algorithm {
    fn from(alg: Alg) -> Self {
        match alg {
            Alg::Rs256 => Self::RS256,
            Alg::Es256 => Self::ES256,
            Alg::EdDsa => Self::EdDSA,
            Alg::Hs256 => Self::HS256,
        }
    }
}

/// Reads the file with the issuers and the keys that it names, which stand beside it.
pub(super) fn read(path: &str) -> Result<Vec<Trusted>, ConfigError> {
    let text = keys::read_file(path)?;
    let text = String::from_utf8_lossy(&text);
    let file: File = toml::from_str(&text).map_err(|error: toml::de::Error| {
        let before = error.span().and_then(|span| text.get(..span.start));
        let line = before.map_or(1, |before| before.lines().count().max(1));
        issuers(path, format!("line {line}: {}", error.message()))
    })?;
    if file.issuer.is_empty() {
        return Err(issuers(path, "it lists no issuer".to_owned()));
    }
    let folder = Path::new(path).parent().unwrap_or(Path::new(""));
    let mut seen = BTreeSet::new();
    let trusted = |entry: &Entry| {
        if !seen.insert(entry.issuer.clone()) {
            let reason = format!("{}: it is listed twice", entry.issuer);
            return Err(issuers(path, reason));
        }
        let told = |reason: String| issuers(path, format!("{}: {reason}", entry.issuer));
        trust(entry, folder, &told)
    };
    let all: Vec<Trusted> = file.issuer.iter().map(trusted).collect::<Result<_, _>>()?;
    for (n, one) in all.iter().enumerate() {
        if let Some(other) = all.iter().take(n).find(|other| alike(one, other)) {
            let reason = format!(
                "{} and {} may speak for the same legal entity: give one of them a subject-prefix, \
                 so that an anna of each is not taken for the other",
                other.issuer, one.issuer
            );
            return Err(issuers(path, reason));
        }
    }
    Ok(all)
}

/// Whether people of two issuers may have one name in one legal entity.
fn alike(one: &Trusted, other: &Trusted) -> bool {
    let (one, other) = (&one.mapping, &other.mapping);
    one.subject_prefix == other.subject_prefix && one.bound.overlaps(&other.bound)
}

fn issuers(path: &str, reason: String) -> ConfigError {
    ConfigError::Issuers {
        path: path.to_owned(),
        reason,
    }
}

/// Says which issuer of which file something is wrong with.
type Told<'a> = &'a dyn Fn(String) -> ConfigError;

fn trust(entry: &Entry, folder: &Path, told: Told<'_>) -> Result<Trusted, ConfigError> {
    let audiences = entry.audience.all().to_vec();
    if entry.issuer.is_empty() || audiences.is_empty() || audiences.iter().any(String::is_empty) {
        return Err(told("issuer and audience are not empty".to_owned()));
    }
    let preset = entry.preset.unwrap_or(Preset::Avtal);
    let mut mapping = preset.mapping(bound(&entry.legal_entities, told)?);
    let pointers = [&entry.user, &entry.tenant, &entry.roles, &entry.limits];
    if let Some(wrong) = pointers.into_iter().flatten().find(|p| !p.starts_with('/')) {
        let reason = format!("{wrong} is no JSON pointer: write it as in \"/realm_access/roles\"");
        return Err(told(reason));
    }
    if let Some(user) = &entry.user {
        mapping.user.clone_from(user);
    }
    if let Some(tenant) = &entry.tenant {
        mapping.tenant.clone_from(tenant);
    }
    if let Some(roles) = &entry.roles {
        mapping.roles = Some(roles.clone());
    }
    mapping.limits.clone_from(&entry.limits);
    mapping.subject_prefix.clone_from(&entry.subject_prefix);
    if let Some(table) = &entry.role_names {
        let role = |(foreign, ours): (&String, &String)| {
            let unknown = || {
                let all: Vec<String> = Role::ALL.iter().map(|role| role.name()).collect();
                told(format!("{ours} is no role: use one of {}", all.join(", ")))
            };
            let role = Role::named(ours).ok_or_else(unknown)?;
            Ok((foreign.clone(), role))
        };
        mapping.role_names = Some(table.iter().map(role).collect::<Result<_, ConfigError>>()?);
    }
    Ok(Trusted {
        name: entry.name.clone().unwrap_or_else(|| entry.issuer.clone()),
        issuer: entry.issuer.clone(),
        audiences,
        mapping,
        keyrings: keyrings(entry, folder, told)?,
    })
}

fn bound(entities: &Entities, told: Told<'_>) -> Result<Bound, ConfigError> {
    match entities {
        Entities::Any(all) if all == "*" => Ok(Bound::Any),
        Entities::Any(text) => {
            let reason = format!("legal-entities is \"*\" for all, or a list; not \"{text}\"");
            Err(told(reason))
        }
        Entities::Listed(listed) if listed.is_empty() => {
            let reason = "legal-entities lists none, so nobody could sign in".to_owned();
            Err(told(reason))
        }
        Entities::Listed(listed) => Ok(Bound::Listed(
            listed
                .iter()
                .map(|one| Binding {
                    id: one.id,
                    code: one.code.clone(),
                    claim: one.claim.clone(),
                })
                .collect(),
        )),
    }
}

/// A keyring for each place that the issuer's keys are at.
fn keyrings(
    entry: &Entry,
    folder: &Path,
    told: Told<'_>,
) -> Result<Vec<Arc<Keyring>>, ConfigError> {
    let beside = |name: &String| folder.join(name).display().to_string();
    let mut all = Vec::new();
    let mut fixed = Vec::new();
    if let Some(name) = &entry.secret_file {
        fixed.push(Key::shared(&keys::secret(&beside(name))?)?);
    }
    for name in entry.public_key_file.iter().flat_map(Texts::all) {
        let pem = keys::read_file(&beside(name))?;
        fixed.push(Key::public(&pem).map_err(|error| told(format!("{name}: {error}")))?);
    }
    if let Some(name) = &entry.jwks_file {
        let set = keys::read_file(&beside(name))?;
        let set = jwks::keys(&set).map_err(|error| told(format!("{name}: {error}")))?;
        fixed.extend(set);
    }
    let allowed = |usual: &[Algorithm]| -> Vec<Algorithm> {
        match &entry.algorithms {
            Some(algorithms) => algorithms.iter().map(|alg| (*alg).into()).collect(),
            None => usual.to_vec(),
        }
    };
    if !fixed.is_empty() {
        // A shared secret is good for nothing but HS256, so that is no key's second choice.
        let usual: Vec<Algorithm> = fixed.iter().map(Key::algorithm).collect();
        all.push(Keyring::new(Source::Fixed(fixed), allowed(&usual)));
    }
    let discovery = entry.discovery.then(|| Place::Discovery {
        issuer: entry.issuer.clone(),
    });
    for place in discovery
        .into_iter()
        .chain(entry.jwks_url.clone().map(Place::Jwks))
    {
        let remote =
            Remote::new(place, entry.private_network).map_err(|error| told(error.to_string()))?;
        let usual = [Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA];
        all.push(Keyring::new(Source::Remote(remote), allowed(&usual)));
    }
    if all.is_empty() {
        let reason = "it has no keys: set discovery = true, jwks-url, jwks-file, public-key-file \
                      or secret-file";
        return Err(told(reason.to_owned()));
    }
    Ok(all)
}
