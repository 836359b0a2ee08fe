//! Makes an API key anew, and lets the old one end a while later.

use chrono::TimeDelta;
use entity::api_key::Entity;
use entity::ids::ApiKeyId;
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::Check;

use super::create::{Made, check_roles, new, readable};
use super::read::{limits, roles};

/// The longest time that both keys are good for, in hours.
pub const OVERLAP_HOURS_MAX: i32 = 168;

/// What is wanted.
#[derive(Clone, Debug)]
pub struct Rotate {
    /// The old key.
    pub id: ApiKeyId,
    /// How long it is still good for.
    pub overlap_hours: i32,
    /// The hash of the new key's secret.
    pub secret_hash: String,
}

impl Act for Rotate {
    type Out = Made;

    async fn run(&self, tx: &TenantTx) -> Result<Made, Failure> {
        let found = tx.find::<Entity>().lock().by_id(self.id).await?;
        let mut old = found.ok_or_else(|| Failure::not_found("id"))?;
        let now = tx.instant();
        let mut check = Check::new();
        if !(0..=OVERLAP_HOURS_MAX).contains(&self.overlap_hours) {
            let limit = Decimal::from(OVERLAP_HOURS_MAX);
            check.refuse("overlapHours", Violation::OutOfRange { limit });
        }
        if old.revoked_at.is_some() || old.expires_at <= now {
            let reason = "the key is over; make a new one".to_owned();
            check.refuse("id", Violation::NotAllowed { reason });
        }
        let roles = roles(&old);
        check_roles(&mut check, tx, &roles);
        let limits = readable(&mut check, "id", limits(&old));
        check.done()?;
        let id = tx.id::<Uuid>().into();
        let life = old.expires_at - old.created_at;
        let what = (roles.as_slice(), &limits);
        let row = new(tx, id, (&old.name, what), life, &self.secret_hash);
        let row = tx.insert(row).await?;
        let end = now + TimeDelta::hours(self.overlap_hours.into());
        old.expires_at = old.expires_at.min(end);
        tx.update(old).await?;
        Ok(Made { row, is_new: true })
    }
}
