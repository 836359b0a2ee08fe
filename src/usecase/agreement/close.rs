//! Closing an agreement: linked order lines go on being received and invoiced (AGR-5).

use entity::agreement::Model;
use entity::ids::AgreementId;
use entity::kinds::AgreementStatus;

use crate::failure::Failure;
use crate::tenancy::{Act, TenantTx};

use super::status::step;

/// The agreement, and the version that the caller saw, if it matters.
pub struct Close {
    /// The agreement.
    pub id: AgreementId,
    /// The version.
    pub version: Option<i32>,
}

impl Act for Close {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let from = [AgreementStatus::Effective];
        step(tx, self.id, self.version, &from, AgreementStatus::Closed).await
    }
}
