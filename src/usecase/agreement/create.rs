//! Making an agreement, with its first commitments if they are known already (AGR-1).

use chrono::NaiveDate;
use entity::agreement::Model;
use entity::codes::CurrencyCode;
use entity::ids::{
    AgreementClassificationId, AgreementId, CustomerId, DimensionId, DimensionValueId, VendorId,
};
use entity::kinds::{
    AgreementStatus, ChainOrigin, CommitmentType, MatchingPolicy, NumberSequenceScope,
    VendorBlocked,
};
use entity::{agreement_classification, agreement_line, customer, vendor};

use crate::domain::money::Currency;
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::agreement_line::terms::{Defaults, Terms};
use crate::usecase::chain::Follows;
use crate::usecase::check::Check;
use crate::usecase::commitment::facts::{self, With};
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
    /// Who sells, of a contract to buy.
    pub vendor: Option<VendorId>,
    /// Who buys, of a contract to sell; a vendor or a customer has to be named, not both.
    pub customer: Option<CustomerId>,
    /// What kind of agreement it is.
    pub classification: AgreementClassificationId,
    /// Its currency; the vendor's or the customer's if none.
    pub currency: Option<CurrencyCode>,
    /// The first day of new lines; today if none.
    pub default_effective_date: Option<NaiveDate>,
    /// The last day of new lines.
    pub default_expiration_date: NaiveDate,
    /// The type of new lines.
    pub default_commitment_type: CommitmentType,
    /// Payment terms; the vendor's or the customer's if none.
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
    /// The trading partner's agreement that it follows from (ICO-3).
    pub follows: Option<Follows>,
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
        let with = self.with(tx, &mut check).await?;
        let classification = tx
            .find::<agreement_classification::Entity>()
            .by_id(self.classification)
            .await?;
        if classification.is_none() {
            check.refuse("agreementClassificationId", Violation::NotFound);
        }
        let code = self.currency.or_else(|| with.as_ref().map(With::currency));
        let currency = match code {
            Some(code) => check.currency(tx, "currency", code).await?,
            None => None,
        };
        let dimension_set_id = check
            .absorb(store::run(tx, "dimensions", &self.dimensions).await)?
            .flatten();
        let workers = self.workers(classification.as_ref(), &mut check);
        let follows = self.follows.as_ref();
        let id = follows.map_or_else(|| tx.id(), |own| AgreementId(own.order.own));
        // Lines are checked even where their currency is not known: one answer says all.
        let known = match currency {
            Some(currency) => currency,
            None => facts::currency(tx, tx.legal_entity().await?.accounting_currency).await?,
        };
        let lines = self.lines(tx, id, known, &mut check).await?;
        check.done()?;
        let (Some(with), Some(currency)) = (with, currency) else {
            return Err(Failure::Broken(
                "no refusal and nobody to agree with".to_owned(),
            ));
        };
        let row = Model {
            id,
            dimension_set_id,
            primary_worker: workers.0,
            secondary_worker: workers.1,
            ..self.row(tx, &with, currency.code)
        };
        let typed = self.number.as_deref();
        let number = match (typed, &self.follows) {
            (Some(typed), Some(_)) => draw::given(typed)?,
            _ => draw::run(tx, NumberSequenceScope::Agreement, typed).await?,
        };
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

    /// Who it is with; nothing new is agreed with whom is blocked.
    async fn with(&self, tx: &TenantTx, check: &mut Check) -> Result<Option<With>, Failure> {
        match (self.vendor, self.customer) {
            (Some(vendor), None) => {
                let vendor = check.row::<vendor::Entity>(tx, "vendorId", vendor).await?;
                if vendor
                    .as_ref()
                    .is_some_and(|own| own.blocked == VendorBlocked::All)
                {
                    check.refuse("vendorId", Violation::VendorBlocked);
                }
                Ok(vendor.map(With::Vendor))
            }
            (None, Some(customer)) => {
                let customer = check.row::<customer::Entity>(tx, "customerId", customer);
                let customer = customer.await?;
                if customer.as_ref().is_some_and(|own| own.blocked) {
                    check.refuse("customerId", Violation::CustomerBlocked);
                }
                Ok(customer.map(With::Customer))
            }
            (None, None) => {
                check.refuse("vendorId", Violation::Required);
                Ok(None)
            }
            (Some(_), Some(_)) => {
                let reason = "the agreement is with a vendor".to_owned();
                check.refuse("customerId", Violation::NotAllowed { reason });
                Ok(None)
            }
        }
    }

    fn row(&self, tx: &TenantTx, with: &With, currency: CurrencyCode) -> Model {
        let or_theirs =
            |own: &Option<String>, theirs: Option<&String>| own.clone().or_else(|| theirs.cloned());
        let vendor = match with {
            With::Vendor(vendor) => Some(vendor),
            With::Customer(_) => None,
        };
        let delivery_terms = vendor.and_then(|own| own.delivery_terms.as_ref());
        let delivery_mode = vendor.and_then(|own| own.delivery_mode.as_ref());
        let follows = self.follows.as_ref();
        Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: tx.id(),
            number: String::new(),
            title: self.title.clone(),
            vendor_id: self.vendor,
            customer_id: self.customer,
            agreement_classification_id: self.classification,
            currency,
            status: AgreementStatus::OnHold,
            default_commitment_type: self.default_commitment_type,
            default_effective_date: self.default_effective_date.unwrap_or_else(|| tx.today()),
            default_expiration_date: self.default_expiration_date,
            payment_terms: or_theirs(&self.payment_terms, with.payment_terms()),
            delivery_terms: or_theirs(&self.delivery_terms, delivery_terms),
            delivery_mode: or_theirs(&self.delivery_mode, delivery_mode),
            delivery_address: self.delivery_address.clone(),
            dimension_set_id: None,
            primary_worker: None,
            secondary_worker: None,
            matching_policy: self.matching_policy,
            project: self.project.clone(),
            latest_version: 0,
            latest_version_hash: None,
            last_line_number: i32::try_from(self.lines.len()).unwrap_or(i32::MAX),
            chain_origin: follows.map(|_| ChainOrigin::Derived),
            chain_legal_entity_id: follows.map(|own| own.legal_entity),
            chain_agreement_id: follows.map(|own| AgreementId(own.order.of)),
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
            trades: self.follows.is_some(),
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
