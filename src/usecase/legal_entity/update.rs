//! Changing what a legal entity decides for itself.

use entity::kinds::{AgreementTieBreak, ReleaseAmountViolation};

use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::Check;

use super::itself::Itself;

/// The changes; what is `None` stays.
pub struct Update {
    /// The version that the change is based on.
    pub version: i32,
    /// Its name.
    pub name: Option<String>,
    /// What an order line outside the release amounts of its commitment gets.
    pub release_amount_violation: Option<ReleaseAmountViolation>,
    /// Which agreement wins when several fit an indirect order.
    pub agreement_tie_break: Option<AgreementTieBreak>,
    /// Whether indirect orders look for an agreement when the caller does not say.
    pub agreement_auto_search: Option<bool>,
}

impl Act for Update {
    type Out = Itself;

    async fn run(&self, tx: &TenantTx) -> Result<Itself, Failure> {
        let mut row = tx.legal_entity().await?;
        let mut check = Check::new();
        check.version(self.version, row.row_version);
        check.text_opt("name", self.name.as_deref(), 200);
        check.done()?;
        if let Some(name) = &self.name {
            row.name.clone_from(name);
        }
        row.release_amount_violation = self
            .release_amount_violation
            .unwrap_or(row.release_amount_violation);
        row.agreement_tie_break = self.agreement_tie_break.unwrap_or(row.agreement_tie_break);
        row.agreement_auto_search = self
            .agreement_auto_search
            .unwrap_or(row.agreement_auto_search);
        Ok(Itself(tx.update_legal_entity(row).await?))
    }
}
