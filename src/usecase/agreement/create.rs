//! Making an agreement, with its first commitments if they are known already (AGR-1).

use chrono::NaiveDate;
use entity::agreement::Model;
use entity::codes::CurrencyCode;
use entity::ids::{
    AgreementClassificationId, AgreementId, DimensionId, DimensionValueId, VendorId,
};
use entity::kinds::{
    AgreementStatus, CommitmentType, MatchingPolicy, NumberSequenceScope, VendorBlocked,
};
use entity::{agreement_classification, agreement_line, vendor};

use crate::domain::money::Currency;
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::agreement_line::terms::{Defaults, Terms};
use crate::usecase::check::Check;
use crate::usecase::commitment::facts;
use crate::usecase::dimension_set::store;
use crate::usecase::number_sequence::draw;

/// The most commitments that one operation makes.
pub const LINES_MAX: usize = 1_000;

/// The agreement that is wanted.
#[derive(Clone, Debug)]
pub struct Create {
    /// Its number, where the sequence is manual.
    pub number: Option<String>,
    /// The document's title.
    pub title: Option<String>,
    /// Who sells.
    pub vendor: VendorId,
    /// What kind of agreement it is.
    pub classification: AgreementClassificationId,
    /// Its currency; the vendor's if none.
    pub currency: Option<CurrencyCode>,
    /// The first day of new lines; today if none.
    pub default_effective_date: Option<NaiveDate>,
    /// The last day of new lines.
    pub default_expiration_date: NaiveDate,
    /// The type of new lines.
    pub default_commitment_type: CommitmentType,
    /// Payment terms; the vendor's if none.
    pub payment_terms: Option<String>,
    /// Delivery terms; the vendor's if none.
    pub delivery_terms: Option<String>,
    /// Delivery mode; the vendor's if none.
    pub delivery_mode: Option<String>,
    /// Where its orders are delivered to.
    pub delivery_address: Option<String>,
    /// The worker responsible; the classification's if none.
    pub primary_worker: Option<String>,
    /// The second worker; the classification's if none.
    pub secondary_worker: Option<String>,
    /// How invoices are to be matched.
    pub matching_policy: Option<MatchingPolicy>,
    /// The project.
    pub project: Option<String>,
    /// Dimension values.
    pub dimensions: Vec<(DimensionId, DimensionValueId)>,
    /// Its first commitments.
    pub lines: Vec<Terms>,
}

impl Act for Create {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        if self.lines.len() > LINES_MAX {
            let violation = Violation::TooMany { limit: LINES_MAX };
            return Err(Failure::refused("lines", violation));
        }
        let mut check = Check::new();
        self.texts(&mut check);
        let vendor = tx.find::<vendor::Entity>().by_id(self.vendor).await?;
        match &vendor {
            None => check.refuse("vendorId", Violation::NotFound),
            Some(vendor) if vendor.blocked == VendorBlocked::All => {
                check.refuse("vendorId", Violation::VendorBlocked);
            }
            Some(_) => {}
        }
        let classification = tx
            .find::<agreement_classification::Entity>()
            .by_id(self.classification)
            .await?;
        if classification.is_none() {
            check.refuse("agreementClassificationId", Violation::NotFound);
        }
        let code = self
            .currency
            .or_else(|| vendor.as_ref().map(|vendor| vendor.currency));
        let currency = match code {
            Some(code) => check.currency(tx, "currency", code).await?,
            None => None,
        };
        let dimension_set_id = check
            .absorb(store::run(tx, "dimensions", &self.dimensions).await)?
            .flatten();
        let workers = self.workers(classification.as_ref(), &mut check);
        let id = tx.id();
        // Lines are checked even where their currency is not known: one answer says all.
        let known = match currency {
            Some(currency) => currency,
            None => facts::currency(tx, tx.legal_entity().await?.accounting_currency).await?,
        };
        let lines = self.lines(tx, id, known, &mut check).await?;
        check.done()?;
        let (Some(vendor), Some(currency)) = (vendor, currency) else {
            return Err(Failure::Broken("no refusal and no vendor".to_owned()));
        };
        let row = Model {
            id,
            dimension_set_id,
            primary_worker: workers.0,
            secondary_worker: workers.1,
            ..self.row(tx, &vendor, currency.code)
        };
        let number = draw::run(tx, NumberSequenceScope::Agreement, self.number.as_deref()).await?;
        let row = Model {
            number: number.clone(),
            ..row
        };
        let used = |failure: Failure| failure.or_already_used("number", &number);
        let row = tx.insert(row).await.map_err(used)?;
        tx.insert_all(lines).await?;
        Ok(row)
    }
}

impl Create {
    fn texts(&self, check: &mut Check) {
        check.text_opt("title", self.title.as_deref(), 200);
        check.text_opt("paymentTerms", self.payment_terms.as_deref(), 40);
        check.text_opt("deliveryTerms", self.delivery_terms.as_deref(), 40);
        check.text_opt("deliveryMode", self.delivery_mode.as_deref(), 40);
        check.text_opt("deliveryAddress", self.delivery_address.as_deref(), 1000);
        check.text_opt("primaryWorker", self.primary_worker.as_deref(), 200);
        check.text_opt("secondaryWorker", self.secondary_worker.as_deref(), 200);
        check.text_opt("project", self.project.as_deref(), 40);
        check.date("defaultExpirationDate", self.default_expiration_date);
        if let Some(date) = self.default_effective_date {
            check.date("defaultEffectiveDate", date);
        }
    }

    fn workers(
        &self,
        classification: Option<&agreement_classification::Model>,
        check: &mut Check,
    ) -> (Option<String>, Option<String>) {
        let none = self.primary_worker.is_none() && self.secondary_worker.is_none();
        let (primary, secondary) = match classification {
            Some(own) if none => (own.primary_worker.clone(), own.secondary_worker.clone()),
            _ => (self.primary_worker.clone(), self.secondary_worker.clone()),
        };
        check_workers(primary.as_deref(), secondary.as_deref(), check);
        (primary, secondary)
    }

    fn row(&self, tx: &TenantTx, vendor: &vendor::Model, currency: CurrencyCode) -> Model {
        let or_vendors = |own: &Option<String>, vendors: &Option<String>| {
            own.clone().or_else(|| vendors.clone())
        };
        Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: tx.id(),
            number: String::new(),
            title: self.title.clone(),
            vendor_id: vendor.id,
            agreement_classification_id: self.classification,
            currency,
            status: AgreementStatus::OnHold,
            default_commitment_type: self.default_commitment_type,
            default_effective_date: self.default_effective_date.unwrap_or_else(|| tx.today()),
            default_expiration_date: self.default_expiration_date,
            payment_terms: or_vendors(&self.payment_terms, &vendor.payment_terms),
            delivery_terms: or_vendors(&self.delivery_terms, &vendor.delivery_terms),
            delivery_mode: or_vendors(&self.delivery_mode, &vendor.delivery_mode),
            delivery_address: self.delivery_address.clone(),
            dimension_set_id: None,
            primary_worker: None,
            secondary_worker: None,
            matching_policy: self.matching_policy,
            project: self.project.clone(),
            latest_version: 0,
            latest_version_hash: None,
            last_line_number: i32::try_from(self.lines.len()).unwrap_or(i32::MAX),
            created_at: tx.instant(),
            created_by: tx.grant().subject().to_owned(),
            row_version: 1,
        }
    }

    async fn lines(
        &self,
        tx: &TenantTx,
        agreement: AgreementId,
        currency: Currency,
        check: &mut Check,
    ) -> Result<Vec<agreement_line::Model>, Failure> {
        let defaults = Defaults {
            agreement,
            currency,
            commitment_type: self.default_commitment_type,
            effective_date: self.default_effective_date.unwrap_or_else(|| tx.today()),
            expiration_date: self.default_expiration_date,
        };
        if defaults.effective_date > defaults.expiration_date {
            check.refuse("defaultExpirationDate", Violation::PeriodReversed);
        }
        let mut rows = Vec::with_capacity(self.lines.len());
        for (element, (line, number)) in self.lines.iter().take(LINES_MAX).zip(1..).enumerate() {
            let mut own = Check::new();
            let commitment_type = line.commitment_type.or(Some(self.default_commitment_type));
            let terms = Terms {
                commitment_type,
                ..line.clone()
            };
            rows.extend(terms.row(tx, &defaults, number, &mut own).await?);
            check.extend_within("lines", element, own);
        }
        Ok(rows)
    }
}

/// A second worker needs a first, and is somebody else (AGR-1).
pub fn check_workers(primary: Option<&str>, secondary: Option<&str>, check: &mut Check) {
    let reason = match (primary, secondary) {
        (None, Some(_)) => "a second worker needs a first",
        (Some(one), Some(other)) if one == other => "the second worker is the first",
        _ => return,
    };
    check.refuse(
        "secondaryWorker",
        Violation::Workers {
            reason: reason.to_owned(),
        },
    );
}
