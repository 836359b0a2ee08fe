//! Changing a classification of agreements (AGR-2).

use entity::agreement_classification::{Entity, Model};
use entity::agreement_classification_name as name;
use entity::ids::AgreementClassificationId;

use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::{Check, Edit, apply};

use super::names::{self, Name};
use super::rules;

/// The changes; what is `None` stays.
pub struct Update {
    /// The agreement classification.
    pub id: AgreementClassificationId,
    /// The version that the change is based on.
    pub version: i32,
    /// Its code, unique in the legal entity.
    pub code: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// What it is for.
    pub description: Edit<String>,
    /// Finds the same classification in a partner's legal entity.
    pub external_code: Edit<String>,
    /// Whether its agreements are used on invoices only, never on orders.
    pub require_direct_invoicing: Option<bool>,
    /// Whether its agreements name subcontractors.
    pub subcontractors: Option<bool>,
    /// Whether its agreements name certifications.
    pub certifications: Option<bool>,
    /// Whether its agreements name activities.
    pub activities: Option<bool>,
    /// The worker its agreements start with.
    pub primary_worker: Edit<String>,
    /// The second worker its agreements start with.
    pub secondary_worker: Edit<String>,
    /// Its names in other languages, in place of all that it has.
    pub names: Option<Vec<Name>>,
}

impl Act for Update {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let mut row = tx.find::<Entity>().lock().named("id", self.id).await?;
        let mut check = Check::new();
        check.version(self.version, row.row_version);
        self.change(&mut row);
        rules::form(&mut check, &row);
        if let Some(names) = &self.names {
            names::check(&mut check, names);
        }
        check.done()?;
        let code = row.code.clone();
        let row = tx
            .update(row)
            .await
            .map_err(|failure| failure.or_already_used("code", &code))?;
        if let Some(names) = &self.names {
            let column = name::Column::AgreementClassificationId;
            tx.delete_where::<name::Entity>(column, row.id).await?;
            names::write(tx, row.id, names).await?;
        }
        Ok(row)
    }
}

impl Update {
    fn change(&self, row: &mut Model) {
        if let Some(code) = &self.code {
            row.code.clone_from(code);
        }
        if let Some(name) = &self.name {
            row.name.clone_from(name);
        }
        apply(&mut row.description, self.description.clone());
        apply(&mut row.external_code, self.external_code.clone());
        apply(&mut row.primary_worker, self.primary_worker.clone());
        apply(&mut row.secondary_worker, self.secondary_worker.clone());
        row.require_direct_invoicing = self
            .require_direct_invoicing
            .unwrap_or(row.require_direct_invoicing);
        row.subcontractors = self.subcontractors.unwrap_or(row.subcontractors);
        row.certifications = self.certifications.unwrap_or(row.certifications);
        row.activities = self.activities.unwrap_or(row.activities);
    }
}
