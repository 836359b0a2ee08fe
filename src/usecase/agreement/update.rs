//! Changing an agreement's header. Its dates are defaults for new lines only (AGR-1); its
//! dimensions are for new orders only (DIM-2).

use chrono::NaiveDate;
use entity::agreement::Model;
use entity::agreement_classification;
use entity::ids::{AgreementClassificationId, AgreementId, DimensionId, DimensionValueId};
use entity::kinds::{AgreementStatus, CommitmentType, MatchingPolicy};

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::{Check, Edit, apply};
use crate::usecase::commitment::facts::{self, Hold};
use crate::usecase::dimension_set::store;

use super::create::check_workers;

/// The changes; what is `None` stays.
#[derive(Clone, Debug)]
pub struct Update {
    /// The agreement.
    pub id: AgreementId,
    /// The version that the change is based on.
    pub version: i32,
    /// The document's title.
    pub title: Edit<String>,
    /// What kind of agreement it is.
    pub classification: Option<AgreementClassificationId>,
    /// The first day of new lines.
    pub default_effective_date: Option<NaiveDate>,
    /// The last day of new lines.
    pub default_expiration_date: Option<NaiveDate>,
    /// The type of new lines.
    pub default_commitment_type: Option<CommitmentType>,
    /// Payment terms.
    pub payment_terms: Edit<String>,
    /// Delivery terms.
    pub delivery_terms: Edit<String>,
    /// Delivery mode.
    pub delivery_mode: Edit<String>,
    /// Where its orders are delivered to.
    pub delivery_address: Edit<String>,
    /// The worker responsible.
    pub primary_worker: Edit<String>,
    /// The second worker.
    pub secondary_worker: Edit<String>,
    /// How invoices are to be matched.
    pub matching_policy: Edit<MatchingPolicy>,
    /// The project.
    pub project: Edit<String>,
    /// Dimension values.
    pub dimensions: Option<Vec<(DimensionId, DimensionValueId)>>,
}

impl Act for Update {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let mut row = facts::header(tx, "id", self.id, Hold::Exclusive).await?.row;
        let mut check = Check::new();
        check.version(self.version, row.row_version);
        if row.status == AgreementStatus::Closed {
            check.refuse("id", Violation::AgreementClosed);
        }
        self.texts(&mut check);
        if let Some(id) = self.classification {
            let found = tx
                .find::<agreement_classification::Entity>()
                .by_id(id)
                .await?;
            if found.is_none() {
                check.refuse("agreementClassificationId", Violation::NotFound);
            }
            row.agreement_classification_id = id;
        }
        if let Some(dimensions) = &self.dimensions {
            let stored = check.absorb(store::run(tx, "dimensions", dimensions).await)?;
            row.dimension_set_id = stored.flatten();
        }
        self.apply(&mut row);
        check_workers(
            row.primary_worker.as_deref(),
            row.secondary_worker.as_deref(),
            &mut check,
        );
        if row.default_effective_date > row.default_expiration_date {
            check.refuse("defaultExpirationDate", Violation::PeriodReversed);
        }
        check.done()?;
        tx.update(row).await
    }
}

impl Update {
    fn texts(&self, check: &mut Check) {
        let texts = [
            ("title", &self.title, 200),
            ("paymentTerms", &self.payment_terms, 40),
            ("deliveryTerms", &self.delivery_terms, 40),
            ("deliveryMode", &self.delivery_mode, 40),
            ("deliveryAddress", &self.delivery_address, 1000),
            ("primaryWorker", &self.primary_worker, 200),
            ("secondaryWorker", &self.secondary_worker, 200),
            ("project", &self.project, 40),
        ];
        for (field, edit, max) in texts {
            check.text_opt(field, edit.as_ref().and_then(Option::as_deref), max);
        }
        let dates = [
            ("defaultEffectiveDate", self.default_effective_date),
            ("defaultExpirationDate", self.default_expiration_date),
        ];
        for (field, date) in dates {
            if let Some(date) = date {
                check.date(field, date);
            }
        }
    }

    fn apply(&self, row: &mut Model) {
        apply(&mut row.title, self.title.clone());
        apply(&mut row.payment_terms, self.payment_terms.clone());
        apply(&mut row.delivery_terms, self.delivery_terms.clone());
        apply(&mut row.delivery_mode, self.delivery_mode.clone());
        apply(&mut row.delivery_address, self.delivery_address.clone());
        apply(&mut row.primary_worker, self.primary_worker.clone());
        apply(&mut row.secondary_worker, self.secondary_worker.clone());
        apply(&mut row.matching_policy, self.matching_policy);
        apply(&mut row.project, self.project.clone());
        let stay = (row.default_effective_date, row.default_expiration_date);
        row.default_effective_date = self.default_effective_date.unwrap_or(stay.0);
        row.default_expiration_date = self.default_expiration_date.unwrap_or(stay.1);
        let stay = row.default_commitment_type;
        row.default_commitment_type = self.default_commitment_type.unwrap_or(stay);
    }
}
