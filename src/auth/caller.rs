//! The caller, and what it may open.

use chrono::{DateTime, Utc};
use entity::ids::LegalEntityId;
use serde::{Deserialize, Serialize};

use super::limits::Limits;
use super::permission::{Permission, Role, carries, is_of_the_whole};

/// One legal entity that a token names, with the caller's roles in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// The legal entity.
    pub id: LegalEntityId,
    /// Its code, so that people may name it in the header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The caller's roles in it.
    pub roles: Vec<Role>,
    /// What of it the caller is limited to.
    #[serde(default, skip_serializing_if = "Limits::is_none")]
    pub limits: Limits,
}

impl Membership {
    /// One role in a legal entity, with nothing that limits it: the program's own.
    #[must_use]
    pub fn of(id: LegalEntityId, role: Role) -> Self {
        Self {
            id,
            code: None,
            roles: vec![role],
            limits: Limits::default(),
        }
    }
}

/// Somebody whose token was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    subject: String,
    memberships: Vec<Membership>,
    credential: Credential,
}

/// What somebody signed in with, as far as others have to know it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Credential {
    /// The credential's own id (`jti` of a token), so that it can be traced and revoked.
    pub id: Option<String>,
    /// When it was made, where it says so.
    pub issued: Option<DateTime<Utc>>,
    /// When it ends; never for the program itself.
    pub expires: Option<DateTime<Utc>>,
}

/// Why a caller gets no grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// None of its roles carries the permission.
    #[error("none of your roles allows this")]
    Role,
    /// It is about the legal entity as a whole, and the caller is limited to a part.
    #[error("your limits do not allow this: it is about the whole legal entity")]
    Limited,
    /// The token does not list the legal entity that the header names.
    #[error("the token does not list this legal entity")]
    LegalEntity,
    /// The token lists several legal entities and the header names none.
    #[error("the token lists several legal entities: name one in the header X-Legal-Entity")]
    Ambiguous,
}

/// Proof that a caller may do something in a legal entity. Nothing else opens a connection, and
/// only [`Caller::grant`] makes one.
///
/// ```compile_fail
/// let id = "019ab3c4-0000-7000-8000-000000000001".parse().unwrap();
/// avtal::auth::Grant { legal_entity: id, subject: String::new(), permission: todo!() };
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    legal_entity: LegalEntityId,
    subject: String,
    permission: Permission,
    credential: Option<String>,
    origin: Origin,
    roles: Vec<Role>,
    limits: Limits,
}

/// What a write is asked by, for the audit trail; of the program itself, what there is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The operation, as its callers know it.
    pub operation: Option<String>,
    /// The key under which it is done once.
    pub idempotency_key: Option<String>,
    /// The id of the request.
    pub request_id: Option<String>,
    /// The type and the key of what it is about, where the caller named it.
    pub object: Option<String>,
}

impl Caller {
    /// A caller whose token said so, or the program itself at the command line.
    #[must_use]
    pub fn new(subject: String, memberships: Vec<Membership>) -> Self {
        Self {
            subject,
            memberships,
            credential: Credential::default(),
        }
    }

    /// The same caller, with what it signed in with.
    #[must_use]
    pub fn with(self, credential: Credential) -> Self {
        Self { credential, ..self }
    }

    /// What it signed in with.
    #[must_use]
    pub fn credential(&self) -> &Credential {
        &self.credential
    }

    /// Who it is.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The legal entities it may act in.
    #[must_use]
    pub fn memberships(&self) -> &[Membership] {
        &self.memberships
    }

    /// The membership that a request acts under: the only one, or the one that `wanted` (the
    /// header, an id or a code) picks.
    ///
    /// # Errors
    /// When the token does not list it, or lists several and none is picked.
    pub fn membership(&self, wanted: Option<&str>) -> Result<&Membership, Denied> {
        match (wanted, self.memberships.as_slice()) {
            (Some(wanted), all) => all
                .iter()
                .find(|m| m.code.as_deref() == Some(wanted) || m.id.to_string() == wanted)
                .ok_or(Denied::LegalEntity),
            (None, [only]) => Ok(only),
            (None, []) => Err(Denied::LegalEntity),
            (None, _) => Err(Denied::Ambiguous),
        }
    }

    /// A grant for an operation in the legal entity that the request acts under.
    ///
    /// # Errors
    /// When no membership fits, none of its roles carries the permission, or its limits do not
    /// go with it.
    pub fn grant(&self, wanted: Option<&str>, permission: Permission) -> Result<Grant, Denied> {
        let membership = self.membership(wanted)?;
        if !membership
            .roles
            .iter()
            .any(|role| carries(*role, permission))
        {
            return Err(Denied::Role);
        }
        if membership.limits.narrow_rows() && is_of_the_whole(permission) {
            return Err(Denied::Limited);
        }
        Ok(Grant {
            legal_entity: membership.id,
            subject: self.subject.clone(),
            permission,
            credential: self.credential.id.clone(),
            origin: Origin::default(),
            roles: membership.roles.clone(),
            limits: membership.limits.clone(),
        })
    }

    /// A grant for founding a legal entity, which acts within the one that it founds.
    ///
    /// # Errors
    /// When the caller is no platform operator anywhere.
    pub fn found(&self, legal_entity: LegalEntityId) -> Result<Grant, Denied> {
        let permission = Permission::LegalEntityFound;
        let operator = self
            .memberships
            .iter()
            .flat_map(|m| &m.roles)
            .any(|r| carries(*r, permission));
        if !operator {
            return Err(Denied::Role);
        }
        Ok(Grant {
            legal_entity,
            subject: self.subject.clone(),
            permission,
            credential: self.credential.id.clone(),
            origin: Origin::default(),
            roles: Vec::new(),
            limits: Limits::default(),
        })
    }

    /// Whether the caller could get a grant; for telling people beforehand.
    #[must_use]
    pub fn may(&self, wanted: Option<&str>, permission: Permission) -> bool {
        self.grant(wanted, permission).is_ok()
    }
}

impl Grant {
    /// The legal entity that the grant is for.
    #[must_use]
    pub fn legal_entity(&self) -> LegalEntityId {
        self.legal_entity
    }

    /// Who it was given to.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// Whether a role may be given to others: it may do nothing that whoever got the grant may not.
    #[must_use]
    pub fn may_hand_on(&self, role: Role) -> bool {
        let own = |permission| self.roles.iter().any(|own| carries(*own, permission));
        let mut all = Permission::ALL.into_iter();
        all.all(|permission| !carries(role, permission) || own(permission))
    }

    /// The same permission in a legal entity that ours trades with; only `tenancy` asks for it,
    /// and only where both have named each other. The other side learns which legal entity acts in
    /// it, and not who.
    pub(crate) fn for_partner(&self, legal_entity: LegalEntityId) -> Self {
        Self {
            legal_entity,
            subject: format!("legal-entity:{}", self.legal_entity),
            permission: self.permission,
            credential: None,
            origin: Origin {
                operation: self.origin.operation.clone(),
                idempotency_key: None,
                request_id: self.origin.request_id.clone(),
                object: None,
            },
            roles: Vec::new(),
            limits: Limits::default(),
        }
    }

    /// What its holder is limited to.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// What it is for.
    #[must_use]
    pub fn permission(&self) -> Permission {
        self.permission
    }

    /// The id of the credential that its holder signed in with, if it has one.
    #[must_use]
    pub fn credential(&self) -> Option<&str> {
        self.credential.as_deref()
    }

    /// What asks for it.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The same grant, asked for by this.
    #[must_use]
    pub fn asked_by(self, origin: Origin) -> Self {
        Self { origin, ..self }
    }
}
