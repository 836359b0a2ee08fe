//! Makes an API key.

use chrono::TimeDelta;
use entity::api_key::Model;
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::auth::limits::Unreadable;
use crate::auth::{Limits, Role};
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::outcome::Outcome;

/// The longest life of a key, in days.
pub const DAYS_MAX: i32 = 366;

/// What is wanted.
#[derive(Clone, Debug)]
pub struct Create {
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub roles: Vec<Role>,
    /// What it is limited to beside; its maker's own limits hold too.
    pub limits: Result<Limits, Unreadable>,
    /// How long it is good for.
    pub days: i32,
    /// The hash of its secret.
    pub secret_hash: String,
}

/// A key that was made.
#[derive(Clone, Debug)]
pub struct Made {
    /// The key.
    pub row: Model,
    /// Whether it was made just now: of one that was made before, nobody knows the secret.
    pub is_new: bool,
}

impl Outcome for Made {
    fn remember(&self) -> Result<String, Failure> {
        self.row.remember()
    }

    async fn recall(tx: &TenantTx, text: &str) -> Result<Self, Failure> {
        let row = Model::recall(tx, text).await?;
        Ok(Self { row, is_new: false })
    }

    fn rows(&self) -> Vec<(&'static str, Vec<Uuid>)> {
        self.row.rows()
    }
}

impl Act for Create {
    type Out = Made;

    async fn run(&self, tx: &TenantTx) -> Result<Made, Failure> {
        let mut check = Check::new();
        check.text("name", &self.name, 100);
        if self.roles.is_empty() {
            check.refuse("roles", Violation::Required);
        }
        check_roles(&mut check, tx, &self.roles);
        let limits = readable(&mut check, "limits", self.limits.clone());
        if !(1..=DAYS_MAX).contains(&self.days) {
            let limit = Decimal::from(DAYS_MAX);
            check.refuse("validDays", Violation::OutOfRange { limit });
        }
        check.done()?;
        let id = tx.id::<Uuid>().into();
        let life = TimeDelta::days(self.days.into());
        let what = (self.roles.as_slice(), &limits);
        let row = new(tx, id, (&self.name, what), life, &self.secret_hash);
        let row = tx.insert(row).await?;
        Ok(Made { row, is_new: true })
    }
}

/// Refuses roles that may do what whoever gives them may not.
pub(super) fn check_roles(check: &mut Check, tx: &TenantTx, roles: &[Role]) {
    for role in roles.iter().filter(|role| !tx.grant().may_hand_on(**role)) {
        let reason = format!("{} may do what your own roles may not", role.name());
        check.refuse("roles", Violation::NotAllowed { reason });
    }
}

/// Limits that can be read; a refusal of the field, and none, where they cannot.
pub(super) fn readable(
    check: &mut Check,
    field: &str,
    limits: Result<Limits, Unreadable>,
) -> Limits {
    limits.unwrap_or_else(|unreadable| {
        let reason = unreadable.to_string();
        check.refuse(field, Violation::Malformed { reason });
        Limits::default()
    })
}

/// A key that begins now. It is limited to what its maker is limited to as well.
pub(super) fn new(
    tx: &TenantTx,
    id: entity::ids::ApiKeyId,
    (name, (roles, limits)): (&str, (&[Role], &Limits)),
    life: TimeDelta,
    secret_hash: &str,
) -> Model {
    let mut names: Vec<String> = roles.iter().map(|role| role.name()).collect();
    names.sort();
    names.dedup();
    let now = tx.instant();
    Model {
        legal_entity_id: tx.grant().legal_entity(),
        id,
        name: name.to_owned(),
        secret_hash: secret_hash.to_owned(),
        roles: names.join(" "),
        limits: limits.and(tx.grant().limits()).written(),
        created_at: now,
        created_by: tx.grant().subject().to_owned(),
        expires_at: now + life,
        revoked_at: None,
        last_used_at: None,
        row_version: 1,
    }
}
