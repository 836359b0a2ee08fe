//! Users by role and legal entity.

use avtal::auth::{Caller, Limits, Membership, Role};
use entity::ids::LegalEntityId;

use super::app::TestApp;

/// A legal entity of a test.
#[derive(Clone, Debug)]
pub(crate) struct LegalEntity {
    /// Its id.
    pub(crate) id: LegalEntityId,
    /// Its code.
    pub(crate) code: String,
}

/// Somebody with a token, and the header that its requests carry.
#[derive(Clone, Debug)]
pub(crate) struct User {
    subject: String,
    memberships: Vec<Membership>,
    header: Option<String>,
}

impl User {
    /// Somebody who is nobody's yet.
    pub(crate) fn named(subject: &str) -> Self {
        Self {
            subject: subject.to_owned(),
            memberships: Vec::new(),
            header: None,
        }
    }

    /// Adds a membership with roles.
    pub(crate) fn with(mut self, le: &LegalEntity, roles: &[Role]) -> Self {
        self.memberships.push(Membership {
            id: le.id,
            code: Some(le.code.clone()),
            roles: roles.to_vec(),
            limits: Limits::default(),
        });
        self
    }

    /// Limits all its memberships, as a token says it.
    pub(crate) fn limited(mut self, limits: serde_json::Value) -> Self {
        let limits: Limits = serde_json::from_value(limits).expect("limits");
        for membership in &mut self.memberships {
            membership.limits = limits.clone();
        }
        self
    }

    /// Sends the header that names a legal entity, by its code.
    pub(crate) fn at(mut self, le: &LegalEntity) -> Self {
        self.header = Some(le.code.clone());
        self
    }

    /// What its token makes of it.
    pub(crate) fn caller(&self) -> Caller {
        Caller::new(self.subject.clone(), self.memberships.clone())
    }

    /// Its header.
    pub(crate) fn header(&self) -> Option<String> {
        self.header.clone()
    }
}

impl TestApp {
    /// Somebody with one role in one legal entity.
    pub(crate) fn user(&self, role: Role, le: &LegalEntity) -> User {
        let subject = format!("{role:?}@{}", le.code).to_lowercase();
        User::named(&subject).with(le, &[role])
    }

    /// A reader.
    pub(crate) fn viewer(&self, le: &LegalEntity) -> User {
        self.user(Role::Viewer, le)
    }

    /// A buyer.
    pub(crate) fn buyer(&self, le: &LegalEntity) -> User {
        self.user(Role::Buyer, le)
    }

    /// A purchasing manager.
    pub(crate) fn manager(&self, le: &LegalEntity) -> User {
        self.user(Role::PurchasingManager, le)
    }

    /// Somebody who sets a legal entity up, and may do all else in it.
    pub(crate) fn admin(&self, le: &LegalEntity) -> User {
        self.user(Role::Admin, le)
    }
}
