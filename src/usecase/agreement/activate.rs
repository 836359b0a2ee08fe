//! Making an agreement effective: from now on orders may draw on it (AGR-5). A closed one is
//! reopened.

use entity::agreement::Model;
use entity::ids::AgreementId;
use entity::kinds::AgreementStatus;

use crate::failure::Failure;
use crate::tenancy::{Act, TenantTx};
use crate::usecase::amount_limit;

use super::status::step;

/// The agreement, and the version that the caller saw, if it matters.
pub struct Activate {
    /// The agreement.
    pub id: AgreementId,
    /// The version.
    pub version: Option<i32>,
}

impl Act for Activate {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let from = [AgreementStatus::OnHold, AgreementStatus::Closed];
        let row = step(tx, self.id, self.version, &from, AgreementStatus::Effective).await?;
        let refusal = amount_limit::beyond_agreement(tx, &row, tx.today()).await?;
        amount_limit::none("id", refusal)?;
        Ok(row)
    }
}
