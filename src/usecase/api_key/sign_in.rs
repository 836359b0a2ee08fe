//! What an API key opens, for whoever presents one.

use chrono::{DateTime, TimeDelta, Utc};
use entity::api_key::Entity;
use entity::ids::ApiKeyId;

use crate::auth::{Limits, Role};
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};

use super::read::{limits, roles};

/// How often the time of use is written, at most.
const USE: TimeDelta = TimeDelta::minutes(1);

/// What is known of a key.
#[derive(Clone, Debug)]
pub struct Known {
    /// The hash of its secret.
    pub hash: String,
    /// The code of the legal entity that it is for.
    pub code: String,
    /// What it may do.
    pub roles: Vec<Role>,
    /// What it is limited to beside.
    pub limits: Limits,
    /// When it ends.
    pub expires: DateTime<Utc>,
    /// Whether it was revoked.
    pub revoked: bool,
    /// When it was last used.
    used: Option<DateTime<Utc>>,
}

impl Known {
    /// Whether its use is to be written down again.
    #[must_use]
    pub fn is_use_news(&self, now: DateTime<Utc>) -> bool {
        self.used.is_none_or(|used| used + USE <= now)
    }
}

/// A key of the legal entity, if there is one.
///
/// # Errors
/// When the database fails.
pub async fn find(scope: &impl Scope, id: ApiKeyId) -> Result<Option<Known>, Failure> {
    let row = scope.find::<Entity>().by_id(id).await?;
    // A key whose limits cannot be read is none.
    let Some((limits, row)) = row.and_then(|row| Some((limits(&row).ok()?, row))) else {
        return Ok(None);
    };
    Ok(Some(Known {
        code: scope.legal_entity().await?.code.to_string(),
        roles: roles(&row),
        limits,
        hash: row.secret_hash,
        expires: row.expires_at,
        revoked: row.revoked_at.is_some(),
        used: row.last_used_at,
    }))
}

/// Writes down that a key is used.
#[derive(Clone, Copy, Debug)]
pub struct Use {
    /// The key.
    pub id: ApiKeyId,
}

impl Act for Use {
    type Out = ();

    async fn run(&self, tx: &TenantTx) -> Result<(), Failure> {
        if let Some(mut row) = tx.find::<Entity>().lock().by_id(self.id).await? {
            row.last_used_at = Some(tx.instant());
            tx.update(row).await?;
        }
        Ok(())
    }
}
