//! Confirming an agreement: the next numbered version, kept for ever (AGR-13).

use entity::agreement::Model;
use entity::agreement_version;
use entity::ids::AgreementId;
use entity::kinds::AgreementStatus;
use sha2::{Digest, Sha256};

use crate::domain::version::canonical;
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, TenantTx};
use crate::usecase::amount_limit;
use crate::usecase::check::Check;
use crate::usecase::commitment::facts::{self, Hold};

use super::snapshot;

/// The agreement that is to be confirmed.
pub struct Confirm {
    /// The agreement.
    pub id: AgreementId,
    /// The version of the row that the caller saw, if it matters.
    pub version: Option<i32>,
    /// Whether it becomes effective by this.
    pub mark_as_effective: bool,
}

impl Act for Confirm {
    type Out = Model;

    /// Confirms it. What holds the same as the latest version stays that version (Q10).
    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let header = facts::header(tx, "id", self.id, Hold::Exclusive).await?;
        let lines = facts::lines(tx, self.id).await?;
        let mut check = Check::new();
        if let Some(version) = self.version {
            check.version(version, header.row.row_version);
        }
        if header.row.status == AgreementStatus::Closed {
            check.refuse("id", Violation::AgreementClosed);
        }
        if lines.is_empty() {
            check.refuse("id", Violation::AgreementEmpty);
        }
        check.done()?;
        let refusal = amount_limit::beyond_agreement(tx, &header.row, tx.today()).await?;
        amount_limit::none("id", refusal)?;
        let snapshot = canonical(&snapshot::take(tx, &header, &lines).await?)
            .map_err(|error| Failure::Broken(error.to_string()))?;
        let hash = hex::encode(Sha256::digest(&snapshot));
        let mut row = header.row;
        let unchanged = row.latest_version_hash.as_deref() == Some(hash.as_str());
        let effective = !self.mark_as_effective || row.status == AgreementStatus::Effective;
        if unchanged && effective {
            return Ok(row);
        }
        if self.mark_as_effective {
            row.status = AgreementStatus::Effective;
        }
        if !unchanged {
            row.latest_version += 1;
            row.latest_version_hash = Some(hash.clone());
            tx.insert(agreement_version::Model {
                legal_entity_id: tx.grant().legal_entity(),
                id: tx.id(),
                agreement_id: row.id,
                version: row.latest_version,
                confirmed_at: tx.instant(),
                confirmed_by: tx.grant().subject().to_owned(),
                content_hash: hash,
                snapshot,
            })
            .await?;
        }
        tx.update(row).await
    }
}
