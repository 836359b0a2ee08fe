//! What clients see of an agreement classification.

use async_graphql::{ID, Object, Result};
use entity::agreement_classification;

use super::name::AgreementClassificationName;
use crate::graphql::id::global;
use crate::graphql::page::connection;
use crate::graphql::view::NamesOf;
use crate::graphql::view::View;

/// What kind of agreement an agreement is, in the words of the legal entity.
#[derive(Clone)]
pub struct AgreementClassification {
    row: agreement_classification::Model,
    view: View,
}

impl AgreementClassification {
    /// An agreement classification's row, and the view that it was read from.
    #[must_use]
    pub fn new(row: agreement_classification::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// What kind of agreement an agreement is, in the words of the legal entity.
#[Object]
impl AgreementClassification {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// Its code, unique in the legal entity.
    async fn code(&self) -> &str {
        &self.row.code
    }

    /// Its name.
    async fn name(&self) -> &str {
        &self.row.name
    }

    /// What it is for.
    async fn description(&self) -> Option<&str> {
        self.row.description.as_deref()
    }

    /// Finds the same classification in a partner's legal entity.
    async fn external_code(&self) -> Option<&str> {
        self.row.external_code.as_deref()
    }

    /// Whether its agreements are used on invoices only, never on orders.
    async fn require_direct_invoicing(&self) -> bool {
        self.row.require_direct_invoicing
    }

    /// Whether its agreements name subcontractors.
    async fn subcontractors(&self) -> bool {
        self.row.subcontractors
    }

    /// Whether its agreements name certifications.
    async fn certifications(&self) -> bool {
        self.row.certifications
    }

    /// Whether its agreements name activities.
    async fn activities(&self) -> bool {
        self.row.activities
    }

    /// The worker its agreements start with.
    async fn primary_worker(&self) -> Option<&str> {
        self.row.primary_worker.as_deref()
    }

    /// The second worker its agreements start with.
    async fn secondary_worker(&self) -> Option<&str> {
        self.row.secondary_worker.as_deref()
    }

    /// Counts the row's changes; send it back with an update.
    async fn version(&self) -> i32 {
        self.row.row_version
    }

    /// Its names in other languages, by language.
    async fn names(&self) -> Result<Vec<AgreementClassificationName>> {
        let rows = self
            .view
            .load(NamesOf(self.row.id))
            .await?
            .unwrap_or_default();
        Ok(rows.iter().map(AgreementClassificationName::new).collect())
    }
}

connection! {
    /// A page of agreement classifications.
    AgreementClassificationConnection, AgreementClassificationEdge, AgreementClassification,
    entity::agreement_classification::Entity
}
