//! Making the agreement of a trading partner that goes with ours (ICO-3). Ours is marked as its
//! source; what an act marks is followed by the partner's side in the same transaction.

use entity::agreement::Model;
use entity::agreement_line;
use entity::ids::AgreementId;
use entity::kinds::{AgreementStatus, ChainOrigin};

use crate::domain::matching::Counterparty;
use crate::domain::violation::{Trade, Violation};
use crate::failure::Failure;
use crate::tenancy::{Act, TenantTx};
use crate::usecase::chain::partner;
use crate::usecase::check::Check;
use crate::usecase::commitment::facts::{self, Hold};

use super::read;

/// The agreement that a trading partner is to have one of its own with. Nothing has been drawn on
/// it, so that both begin alike.
pub struct TwinCreate {
    /// The agreement.
    pub id: AgreementId,
    /// The version that the caller saw.
    pub version: i32,
}

impl Act for TwinCreate {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let header = facts::header(tx, "id", self.id, Hold::Exclusive).await?;
        let mut row = header.row;
        let mut check = Check::new();
        check.version(self.version, row.row_version);
        if row.status == AgreementStatus::Closed {
            check.refuse("id", Violation::AgreementClosed);
        }
        if row.chain_legal_entity_id.is_some() {
            check.refuse("id", Violation::AlreadyLinked);
        } else if read::is_used(tx, self.id).await? {
            check.refuse("id", Violation::CommitmentInUse);
        }
        let partner = match header.with.counterparty() {
            Counterparty::Vendor(vendor) => partner::of_vendor(tx, vendor).await?,
            Counterparty::Customer(customer) => partner::of_customer(tx, customer).await?,
        };
        if partner.is_none() {
            check.refuse("id", Violation::Trade(Trade::NotMutual));
        }
        check.done()?;
        row.chain_origin = Some(ChainOrigin::Source);
        row.chain_legal_entity_id = partner;
        row.chain_agreement_id = Some(tx.id());
        let row = tx.update(row).await?;
        for line in facts::lines(tx, self.id).await? {
            tx.update(agreement_line::Model {
                chain_agreement_line_id: Some(tx.id()),
                ..line
            })
            .await?;
        }
        Ok(row)
    }
}
