//! Revokes a token, or all that somebody has got so far.

use chrono::TimeDelta;
use entity::revoked_token::{Column, Entity, Model};
use sea_orm::ColumnTrait;

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::Check;

/// No token is good for longer, whatever the settings say.
const KEPT: TimeDelta = TimeDelta::days(31);

/// What is wanted.
#[derive(Clone, Debug)]
pub struct Revoke {
    /// The token's id.
    pub token_identifier: Option<String>,
    /// Whose tokens.
    pub subject: Option<String>,
}

impl Act for Revoke {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let mut check = Check::new();
        check.text_opt("tokenIdentifier", self.token_identifier.as_deref(), 200);
        check.text_opt("subject", self.subject.as_deref(), 200);
        match (&self.token_identifier, &self.subject) {
            (None, None) => check.refuse("tokenIdentifier", Violation::Required),
            (Some(_), Some(_)) => {
                let reason = "name a token or somebody, not both".to_owned();
                check.refuse("subject", Violation::NotAllowed { reason });
            }
            _ => {}
        }
        check.done()?;
        let now = tx.instant();
        // What is over is of no use any more.
        let over = tx
            .find::<Entity>()
            .filter(Column::ExpiresAt.lte(now))
            .limit(1_000);
        for row in over.all().await? {
            tx.delete::<Entity>(row.id).await?;
        }
        tx.insert(Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: tx.id(),
            token_identifier: self.token_identifier.clone(),
            subject: self.subject.clone(),
            revoked_at: now,
            revoked_by: tx.grant().subject().to_owned(),
            expires_at: now + KEPT,
        })
        .await
    }
}
