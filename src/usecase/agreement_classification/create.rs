//! Adding a classification of agreements (AGR-2).

use entity::agreement_classification::Model;

use crate::failure::Failure;
use crate::tenancy::{Act, TenantTx};
use crate::usecase::check::Check;

use super::names::{self, Name};
use super::rules;

/// The classification that is wanted.
pub struct Create {
    /// Its code, unique in the legal entity.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Finds the same classification in a partner's legal entity.
    pub external_code: Option<String>,
    /// Whether its agreements are used on invoices only, never on orders.
    pub require_direct_invoicing: Option<bool>,
    /// Whether its agreements name subcontractors.
    pub subcontractors: Option<bool>,
    /// Whether its agreements name certifications.
    pub certifications: Option<bool>,
    /// Whether its agreements name activities.
    pub activities: Option<bool>,
    /// The worker its agreements start with.
    pub primary_worker: Option<String>,
    /// The second worker its agreements start with.
    pub secondary_worker: Option<String>,
    /// Its names in other languages.
    pub names: Vec<Name>,
}

impl Act for Create {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let row = Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: tx.id(),
            code: self.code.clone(),
            name: self.name.clone(),
            description: self.description.clone(),
            external_code: self.external_code.clone(),
            require_direct_invoicing: self.require_direct_invoicing.unwrap_or(false),
            subcontractors: self.subcontractors.unwrap_or(false),
            certifications: self.certifications.unwrap_or(false),
            activities: self.activities.unwrap_or(false),
            primary_worker: self.primary_worker.clone(),
            secondary_worker: self.secondary_worker.clone(),
            row_version: 1,
        };
        let mut check = Check::new();
        rules::form(&mut check, &row);
        names::check(&mut check, &self.names);
        check.done()?;
        let row = tx
            .insert(row)
            .await
            .map_err(|failure| failure.or_already_used("code", &self.code))?;
        names::write(tx, row.id, &self.names).await?;
        Ok(row)
    }
}
