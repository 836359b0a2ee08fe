//! Idempotency: what was done under a key is not done again (API-5).

use entity::idempotency_key;
use sea_orm::ColumnTrait;

use crate::failure::{Failure, is_unique_violation};

use super::scoped::Scope;
use super::tx::TenantTx;

/// A caller's key for one operation, with the fingerprint of the operation's input.
#[derive(Clone, Debug)]
pub struct Once {
    /// Which mutation.
    pub operation: String,
    /// The caller's key.
    pub key: String,
    /// Fingerprint of the input.
    pub input_hash: String,
}

/// What is known of a key.
pub enum Remembered {
    /// Nothing: the act is to be run.
    Nothing,
    /// The act was run; this came of it.
    Outcome(String),
}

impl Once {
    /// What came of an earlier act under the key.
    ///
    /// # Errors
    /// When the key was used with another input; or when the database fails.
    pub async fn recall(&self, tx: &TenantTx) -> Result<Remembered, Failure> {
        use idempotency_key::Column;
        let row = tx
            .find::<idempotency_key::Entity>()
            .filter(Column::Caller.eq(tx.grant().subject()))
            .filter(Column::Operation.eq(&self.operation))
            .filter(Column::Key.eq(&self.key))
            .one()
            .await?;
        match row {
            None => Ok(Remembered::Nothing),
            Some(row) if row.input_hash == self.input_hash => Ok(Remembered::Outcome(row.outcome)),
            Some(_) => Err(Failure::KeyReused),
        }
    }

    /// Remembers what came of the act, in the act's own transaction. Two at once: the key's unique
    /// key lets one through; the other is undone and, run again, finds the winner's outcome.
    ///
    /// # Errors
    /// [`Failure::LostRace`] for the slower of two; or when the database fails.
    pub async fn remember(&self, tx: &TenantTx, outcome: String) -> Result<(), Failure> {
        tx.insert(idempotency_key::Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: tx.id(),
            caller: tx.grant().subject().to_owned(),
            operation: self.operation.clone(),
            key: self.key.clone(),
            input_hash: self.input_hash.clone(),
            outcome,
            recorded_at: tx.instant(),
        })
        .await
        .map_err(|failure| match failure {
            Failure::Storage(error) if is_unique_violation(&error) => Failure::LostRace,
            other => other,
        })?;
        Ok(())
    }
}
