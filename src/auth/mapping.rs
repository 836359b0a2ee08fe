//! From what a token claims to who it is and where it may act: by JSON pointers, so that tokens of
//! others need not look like ours.

use std::collections::{BTreeMap, BTreeSet};

use entity::ids::LegalEntityId;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::api_key;
use super::caller::Membership;
use super::limits::Limits;
use super::permission::Role;
use super::token::plain;

/// The longest name of a caller.
const SUBJECT_CHARS_MAX: usize = 200;

/// The longest code of a legal entity in a token.
const CODE_CHARS_MAX: usize = 100;

/// How the claims of one issuer are read.
#[derive(Clone, Debug)]
pub struct Mapping {
    /// Where the caller's name stands.
    pub user: String,
    /// Where the legal entities stand.
    pub tenant: String,
    /// Where the roles stand; none where they stand beside each legal entity, as in our own tokens.
    pub roles: Option<String>,
    /// Where limits stand that hold in all the legal entities, if there are any; in our own shape
    /// of tokens each legal entity may have its own beside.
    pub limits: Option<String>,
    /// Roles by the names that the issuer has for them; without it ours are taken.
    pub role_names: Option<BTreeMap<String, Role>>,
    /// What is put before the caller's name, so that two issuers may know an `anna` each.
    pub subject_prefix: String,
    /// The legal entities that the issuer may speak for.
    pub bound: Bound,
}

/// The legal entities that an issuer may speak for.
#[derive(Clone, Debug)]
pub enum Bound {
    /// All of them.
    Any,
    /// These and no other.
    Listed(Vec<Binding>),
}

impl Bound {
    /// Whether there is a legal entity in both.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Listed(one), Self::Listed(other)) => one
                .iter()
                .any(|own| other.iter().any(|its| its.id == own.id)),
            (Self::Listed(listed), Self::Any) | (Self::Any, Self::Listed(listed)) => {
                !listed.is_empty()
            }
            (Self::Any, Self::Any) => true,
        }
    }
}

/// A legal entity that an issuer may speak for.
#[derive(Clone, Debug)]
pub struct Binding {
    /// Which one.
    pub id: LegalEntityId,
    /// Its code, for the header.
    pub code: Option<String>,
    /// What the issuer calls it, where that is neither id nor code.
    pub claim: Option<String>,
}

/// Known shapes of tokens.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Preset {
    /// Ours: `legal_entities` lists `{ id, code, roles, limits }`.
    Avtal,
    /// Hasura's claims, in their namespace.
    Hasura,
    /// Auth0 organizations.
    Auth0,
    /// Keycloak organizations, as an array of names or as a map by name.
    Keycloak,
    /// Microsoft Entra.
    Entra,
}

impl Preset {
    /// Where user, legal entities and roles stand.
    fn pointers(self) -> (&'static str, &'static str, Option<&'static str>) {
        match self {
            Self::Avtal => ("/sub", "/legal_entities", None),
            Self::Hasura => (
                "/https:~1~1hasura.io~1jwt~1claims/x-hasura-user-id",
                "/https:~1~1hasura.io~1jwt~1claims/x-hasura-tenant-id",
                Some("/https:~1~1hasura.io~1jwt~1claims/x-hasura-allowed-roles"),
            ),
            Self::Auth0 => ("/sub", "/org_id", Some("/permissions")),
            Self::Keycloak => ("/sub", "/organization", Some("/realm_access/roles")),
            Self::Entra => ("/oid", "/tid", Some("/roles")),
        }
    }

    /// The shape as a mapping for an issuer that may speak for these legal entities.
    #[must_use]
    pub fn mapping(self, bound: Bound) -> Mapping {
        let (user, tenant, roles) = self.pointers();
        Mapping {
            user: user.to_owned(),
            tenant: tenant.to_owned(),
            roles: roles.map(str::to_owned),
            limits: None,
            role_names: None,
            subject_prefix: String::new(),
            bound,
        }
    }
}

impl Mapping {
    /// Who the claims name, and where it may act; none where they do not say it well.
    pub(super) fn read(&self, claims: Map<String, Value>) -> Option<(String, Vec<Membership>)> {
        let claims = Value::Object(claims);
        let user = claims.pointer(&self.user)?.as_str()?;
        let user = format!("{}{user}", self.subject_prefix);
        let user = plain(&user, SUBJECT_CHARS_MAX)?.to_owned();
        // No token speaks for an API key, in whose name things are written down.
        if user.starts_with(api_key::SUBJECT) {
            return None;
        }
        let tenant = claims.pointer(&self.tenant)?;
        let mut memberships = match &self.roles {
            None => self.own(tenant)?,
            Some(roles) => self.named(tenant, claims.pointer(roles))?,
        };
        let limits = self.limits.as_ref().and_then(|place| claims.pointer(place));
        if let Some(limits) = limits {
            let limits = Limits::deserialize(limits).ok()?;
            for membership in &mut memberships {
                membership.limits = membership.limits.and(&limits);
            }
        }
        (!memberships.is_empty()).then_some((user, memberships))
    }

    /// Memberships as our own tokens list them. All must be right: who makes them knows us.
    fn own(&self, tenant: &Value) -> Option<Vec<Membership>> {
        let mut all = Vec::<Membership>::deserialize(tenant).ok()?;
        let mut seen = BTreeSet::new();
        for membership in &mut all {
            if let Some(code) = &membership.code {
                plain(code, CODE_CHARS_MAX)?;
            }
            if !seen.insert(membership.id) {
                return None;
            }
            if let Bound::Listed(listed) = &self.bound {
                let binding = listed.iter().find(|binding| binding.id == membership.id)?;
                membership.code.clone_from(&binding.code);
            }
        }
        Some(all)
    }

    /// One membership for each legal entity that the token names and the issuer may speak for, all
    /// with the same roles. Others know organizations that we do not: these are left out.
    fn named(&self, tenant: &Value, roles: Option<&Value>) -> Option<Vec<Membership>> {
        let roles = self.roles_of(roles)?;
        let mut all: Vec<Membership> = Vec::new();
        for names in names(tenant)? {
            let found = names.iter().find_map(|name| self.legal_entity(name));
            if let Some((id, code)) = found
                && all.iter().all(|membership| membership.id != id)
            {
                all.push(Membership {
                    id,
                    code,
                    roles: roles.clone(),
                    limits: Limits::default(),
                });
            }
        }
        Some(all)
    }

    fn legal_entity(&self, name: &str) -> Option<(LegalEntityId, Option<String>)> {
        match &self.bound {
            Bound::Any => Some((name.parse().ok()?, None)),
            Bound::Listed(listed) => {
                let is_meant = |binding: &&Binding| match &binding.claim {
                    Some(claim) => claim == name,
                    None => binding.code.as_deref() == Some(name) || binding.id.to_string() == name,
                };
                let binding = listed.iter().find(is_meant)?;
                Some((binding.id, binding.code.clone()))
            }
        }
    }

    /// The roles that a claim names; those that mean nothing here are left out.
    fn roles_of(&self, claim: Option<&Value>) -> Option<Vec<Role>> {
        let names: Vec<&str> = match claim {
            None => Vec::new(),
            Some(Value::String(name)) => vec![name],
            Some(Value::Array(all)) => all.iter().map(Value::as_str).collect::<Option<_>>()?,
            Some(_) => return None,
        };
        let role = |name: &&str| match &self.role_names {
            Some(table) => table.get(*name).copied(),
            None => Role::named(name),
        };
        let roles: BTreeSet<Role> = names.iter().filter_map(role).collect();
        Some(roles.into_iter().collect())
    }
}

/// The legal entities that a claim names, each by all the names that it has there: one as a text,
/// several as an array, or as a map from name to `{ id }`.
fn names(claim: &Value) -> Option<Vec<Vec<&str>>> {
    match claim {
        Value::String(name) => Some(vec![vec![name]]),
        Value::Array(all) => all.iter().map(|name| Some(vec![name.as_str()?])).collect(),
        Value::Object(all) => Some(
            all.iter()
                .map(|(name, about)| {
                    let id = about.get("id").and_then(Value::as_str);
                    std::iter::once(name.as_str()).chain(id).collect()
                })
                .collect(),
        ),
        _ => None,
    }
}
