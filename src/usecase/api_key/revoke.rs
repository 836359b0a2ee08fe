//! Revokes an API key.

use entity::api_key::{Entity, Model};
use entity::ids::ApiKeyId;

use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};

/// What is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Revoke {
    /// The key.
    pub id: ApiKeyId,
}

impl Act for Revoke {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let found = tx.find::<Entity>().lock().by_id(self.id).await?;
        let mut row = found.ok_or_else(|| Failure::not_found("id"))?;
        if row.revoked_at.is_some() {
            return Ok(row);
        }
        row.revoked_at = Some(tx.instant());
        tx.update(row).await
    }
}
