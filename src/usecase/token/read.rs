//! Which tokens are good no longer.

use chrono::{DateTime, Utc};
use entity::revoked_token::{Column, Entity};
use sea_orm::ColumnTrait;

use crate::failure::Failure;
use crate::tenancy::Scope;

/// One token, or all that somebody has got until an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revoked {
    /// The token's id.
    pub id: Option<String>,
    /// Whose tokens.
    pub subject: Option<String>,
    /// Until when they were made.
    pub until: DateTime<Utc>,
}

/// All that could still be good otherwise.
///
/// # Errors
/// When the database fails.
pub async fn all(scope: &impl Scope, now: DateTime<Utc>) -> Result<Vec<Revoked>, Failure> {
    let rows = scope
        .find::<Entity>()
        .filter(Column::ExpiresAt.gt(now))
        .all()
        .await?;
    let revoked = rows.into_iter().map(|row| Revoked {
        id: row.token_identifier,
        subject: row.subject,
        until: row.revoked_at,
    });
    Ok(revoked.collect())
}
