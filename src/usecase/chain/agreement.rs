//! The agreement that follows: it promises what the partner's promises. All is done by the acts
//! that people use, so that the rules of its own side hold too (ICO-3).

use std::collections::{BTreeSet, HashMap};

use entity::ids::{AgreementClassificationId, AgreementId, LegalEntityId};
use entity::kinds::{AgreementStatus, ChainOrigin, CommitmentType};
use entity::{agreement, agreement_classification, agreement_line, item, procurement_category};
use rust_decimal::Decimal;
use sea_orm::ColumnTrait;
use uuid::Uuid;

use crate::domain::chain::agreement::{Agreement, Commitment, differences};
use crate::domain::chain::{Difference, Field};
use crate::domain::matching::Counterparty;
use crate::domain::violation::{Refusal, Trade, Violation};
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::agreement::activate::Activate;
use crate::usecase::agreement::close::Close;
use crate::usecase::agreement::create::Create;
use crate::usecase::agreement::hold::Hold;
use crate::usecase::agreement_line::add::Add;
use crate::usecase::agreement_line::remove::Remove;
use crate::usecase::agreement_line::terms::Terms;
use crate::usecase::agreement_line::update::Update;
use crate::usecase::check::Check;

use super::agreed::{self, Agreed, ReadAgreement};
use super::follow::by_partner;
use super::source::number_of_twin;
use super::{Follows, Twin};

/// The partner's agreement that goes with ours, where ours goes with one of that partner's.
///
/// # Errors
/// When the database fails.
pub(super) async fn twin(
    tx: &TenantTx,
    agreement: Option<AgreementId>,
    partner: LegalEntityId,
) -> Result<Option<AgreementId>, Failure> {
    let Some(agreement) = agreement else {
        return Ok(None);
    };
    let row = tx.find::<agreement::Entity>().by_id(agreement).await?;
    let row = row.filter(|row| row.chain_legal_entity_id == Some(partner));
    Ok(row.and_then(|row| row.chain_agreement_id))
}

/// An agreement of ours was written, or what was used of it.
///
/// # Errors
/// A refusal where it follows from the partner's, is in force and not both let it be changed, or
/// where the partner's side refuses; or when the database fails.
pub(super) async fn follow(tx: &TenantTx, id: AgreementId) -> Result<(), Failure> {
    let Some(own) = agreed::agreement(tx, id).await? else {
        return Ok(());
    };
    let row = &own.row;
    let chain = (row.chain_legal_entity_id, row.chain_agreement_id);
    let (Some(partner), Some(twin)) = chain else {
        return Ok(());
    };
    let partner = tx.meet(partner).await?;
    let theirs = tx.with(&partner, &ReadAgreement(twin)).await?;
    if let Some(theirs) = &theirs {
        let found = differences(&own.said, &theirs.said);
        let mut found = found.iter().filter(|own| own.field != Field::Fulfillment);
        let Some(first) = found.next() else {
            return Ok(());
        };
        if row.chain_origin == Some(ChainOrigin::Derived) {
            let violation = Violation::Trade(Trade::FollowsPartner);
            return Err(Failure::refused(first.field.input(), violation));
        }
        let terms = |own: &&Difference| own.field != Field::Status;
        let changed = Some(first).into_iter().chain(found).find(terms);
        let in_force = [row.status, theirs.said.status] == [AgreementStatus::Effective; 2];
        let (a, b) = (partner.ours(), partner.theirs());
        let allowed = a.agreement_changes_allowed && b.agreement_changes_allowed;
        if let (Some(changed), true, false) = (changed, in_force, allowed) {
            let violation = Violation::Trade(Trade::InForce);
            return Err(Failure::refused(changed.field.input(), violation));
        }
    }
    let classifications = tx.find::<agreement_classification::Entity>();
    let classification = classifications.by_id(row.agreement_classification_id);
    let classification = classification.await?.and_then(|own| own.external_code);
    let code = tx.legal_entity().await?.code;
    let number = number_of_twin(partner.theirs().order_numbering, &code, &row.number);
    let counterparty = match row.vendor_id {
        Some(_) => Counterparty::Customer(partner.customer()?),
        None => Counterparty::Vendor(partner.vendor()?),
    };
    let take = Take {
        row: own.row,
        lines: own.lines,
        said: own.said,
        classification,
        number,
        twin,
        counterparty,
    };
    tx.with(&partner, &take).await.map_err(by_partner)
}

/// What the side that follows takes over.
pub(super) struct Take {
    /// The partner's agreement.
    pub row: agreement::Model,
    /// The other words of its commitments, by number: text, delivery address.
    pub lines: Vec<agreement_line::Model>,
    /// What it says.
    pub said: Agreement,
    /// The code by which both call its classification.
    pub classification: Option<String>,
    /// The number that is given to ours, where it has none of a sequence of its own.
    pub number: Option<String>,
    /// Our agreement.
    pub twin: AgreementId,
    /// Who the partner is to us.
    pub counterparty: Counterparty,
}

impl Act for Take {
    type Out = ();

    async fn run(&self, tx: &TenantTx) -> Result<(), Failure> {
        let known = Known::load(tx, &self.said).await?;
        match agreed::agreement(tx, self.twin).await? {
            None => self.make(tx, &known).await,
            Some(own) => self.change(tx, &known, &own).await,
        }
    }
}

impl Take {
    async fn make(&self, tx: &TenantTx, known: &Known) -> Result<(), Failure> {
        let source = &self.row;
        let mut check = Check::new();
        let mut lines = Vec::with_capacity(self.lines.len());
        for (element, own) in self.said.commitments.iter().enumerate() {
            match self.terms(own, known) {
                Ok(terms) => lines.push(terms),
                Err(refusal) => check.extend([refusal.within("lines", element)]),
            }
        }
        check.done()?;
        let create = Create {
            number: self.number.clone(),
            title: source.title.clone(),
            vendor: match self.counterparty {
                Counterparty::Vendor(vendor) => Some(vendor),
                Counterparty::Customer(_) => None,
            },
            customer: match self.counterparty {
                Counterparty::Vendor(_) => None,
                Counterparty::Customer(customer) => Some(customer),
            },
            classification: self.classification(tx).await?,
            currency: Some(source.currency),
            default_effective_date: Some(source.default_effective_date),
            default_expiration_date: source.default_expiration_date,
            default_commitment_type: source.default_commitment_type,
            payment_terms: None,
            delivery_terms: source.delivery_terms.clone(),
            delivery_mode: source.delivery_mode.clone(),
            delivery_address: source.delivery_address.clone(),
            primary_worker: None,
            secondary_worker: None,
            matching_policy: None,
            project: None,
            dimensions: Vec::new(),
            follows: Some(Follows {
                legal_entity: source.legal_entity_id,
                order: Twin {
                    own: self.twin.0,
                    of: source.id.0,
                },
            }),
            lines,
        };
        let made = Box::pin(create.run(tx)).await?;
        self.stand(tx, made.status).await
    }

    async fn change(&self, tx: &TenantTx, known: &Known, own: &Agreed) -> Result<(), Failure> {
        // Nothing is changed of what is closed.
        if own.said.status == AgreementStatus::Closed {
            self.stand(tx, own.said.status).await?;
        }
        for wanted in &self.said.commitments {
            let twin = wanted.twin.and_then(|id| own.said.commitment(id));
            let row = twin.and_then(|twin| own.lines.iter().find(|row| row.id.0 == twin.id));
            match (twin, row) {
                (Some(twin), Some(row)) if promises(twin) != promises(wanted) => {
                    let update = self.update(row, wanted, known)?;
                    Box::pin(update.run(tx)).await?;
                }
                (Some(_), Some(_)) => {}
                _ => {
                    let agreement = self.twin;
                    let terms = self.terms(wanted, known)?;
                    Box::pin(Add { agreement, terms }.run(tx)).await?;
                }
            }
        }
        for row in &own.lines {
            let source = row.chain_agreement_line_id;
            if source.is_none_or(|id| self.said.commitment(id.0).is_none()) {
                let (id, version) = (row.id, row.row_version);
                Box::pin(Remove { id, version }.run(tx)).await?;
            }
        }
        if own.said.status == AgreementStatus::Closed {
            return Ok(());
        }
        self.stand(tx, own.said.status).await
    }

    /// Has ours stand where the partner's stands.
    async fn stand(&self, tx: &TenantTx, at: AgreementStatus) -> Result<(), Failure> {
        use AgreementStatus::{Closed, Effective, OnHold};
        let (id, version) = (self.twin, None);
        match (at, self.said.status) {
            (OnHold, OnHold) | (Effective, Effective) | (Closed, Closed) => {}
            (_, Effective) => {
                Box::pin(Activate { id, version }.run(tx)).await?;
            }
            (Effective, OnHold) => {
                Box::pin(Hold { id, version }.run(tx)).await?;
            }
            (Effective, Closed) => {
                Box::pin(Close { id, version }.run(tx)).await?;
            }
            (OnHold, Closed) | (Closed, OnHold) => {
                Box::pin(Activate { id, version }.run(tx)).await?;
                Box::pin(self.stand(tx, Effective)).await?;
            }
        }
        Ok(())
    }

    /// Our classification of the code that both call it by.
    async fn classification(&self, tx: &TenantTx) -> Result<AgreementClassificationId, Failure> {
        use agreement_classification::{Column, Entity};
        let missing = || Failure::refused("agreementClassificationId", Violation::NotFound);
        let code = self.classification.as_ref().ok_or_else(missing)?;
        let found = tx.find::<Entity>().filter(Column::ExternalCode.eq(code));
        let mut found = found.limit(2).all().await?;
        match (found.pop(), found.is_empty()) {
            (Some(row), true) => Ok(row.id),
            _ => Err(missing()),
        }
    }

    /// A commitment as it is wanted of ours.
    fn terms(&self, own: &Commitment, known: &Known) -> Result<Terms, Refusal> {
        let counts = own.commitment_type == CommitmentType::ProductQuantity;
        let of_quantity = |value: Decimal| counts.then_some(value);
        let row = self.lines.iter().find(|row| row.id.0 == own.id);
        let twin = own.twin.ok_or(Refusal::of("id", Violation::NotFound))?;
        let (least, most) = own.release_amounts;
        Ok(Terms {
            commitment_type: Some(own.commitment_type),
            item: known.item(own)?.map(|row| row.id),
            item_stays: false,
            category: known.category(own)?.map(|row| row.id),
            variant: own.variant.clone(),
            site: None,
            warehouse: None,
            quantity: of_quantity(own.quantity.decimal()),
            unit: own.unit.as_ref().map(ToString::to_string),
            unit_price: of_quantity(own.terms.unit_price.decimal()),
            price_unit: of_quantity(own.terms.price_unit.decimal()),
            discount_percent: Some(own.terms.discount_percent.decimal()),
            discount_amount: of_quantity(own.terms.discount_amount.decimal()),
            amount: (!counts).then(|| own.amount.decimal()),
            release_amount_min: Some(least.decimal()),
            release_amount_max: Some(most.decimal()),
            max_enforced: Some(own.max_enforced),
            price_fixed: Some(own.price_fixed),
            effective_date: Some(own.validity.first),
            expiration_date: Some(own.validity.last),
            delivery_address: row.and_then(|row| row.delivery_address.clone()),
            text: row.and_then(|row| row.text.clone()),
            dimensions: None,
            twin: Some(Twin {
                own: twin,
                of: own.id,
            }),
        })
    }

    fn update(
        &self,
        row: &agreement_line::Model,
        wanted: &Commitment,
        known: &Known,
    ) -> Result<Update, Refusal> {
        let terms = self.terms(wanted, known)?;
        Ok(Update {
            id: row.id,
            version: row.row_version,
            item: terms.item,
            category: terms.category,
            variant: Some(terms.variant),
            site: None,
            warehouse: None,
            quantity: terms.quantity,
            unit: terms.unit,
            unit_price: terms.unit_price,
            price_unit: terms.price_unit,
            discount_percent: terms.discount_percent,
            discount_amount: terms.discount_amount,
            amount: terms.amount,
            release_amount_min: terms.release_amount_min,
            release_amount_max: terms.release_amount_max,
            max_enforced: terms.max_enforced,
            price_fixed: terms.price_fixed,
            effective_date: terms.effective_date,
            expiration_date: terms.expiration_date,
            delivery_address: Some(terms.delivery_address),
            text: Some(terms.text),
            dimensions: None,
        })
    }
}

/// A commitment without what was used of it, under one key.
fn promises(own: &Commitment) -> Commitment {
    Commitment {
        id: Uuid::nil(),
        twin: None,
        used: Default::default(),
        ..own.clone()
    }
}

/// What the commitments are of on our side, by what both call it.
struct Known {
    items: HashMap<String, item::Model>,
    categories: HashMap<String, procurement_category::Model>,
}

impl Known {
    async fn load(tx: &TenantTx, said: &Agreement) -> Result<Self, Failure> {
        use procurement_category::{Column, Entity};
        let numbers = said.commitments.iter().filter_map(|own| own.item.clone());
        let codes = said.commitments.iter();
        let codes: BTreeSet<String> = codes.filter_map(|own| own.category.clone()).collect();
        let categories = match codes.is_empty() {
            true => Vec::new(),
            false => {
                let select = tx.find::<Entity>().filter(Column::Code.is_in(codes));
                select.all().await?
            }
        };
        let categories = categories.into_iter().map(|row| (row.code.clone(), row));
        Ok(Self {
            items: super::documents::items(tx, numbers).await?,
            categories: categories.collect(),
        })
    }

    fn item(&self, own: &Commitment) -> Result<Option<&item::Model>, Refusal> {
        let found = own.item.as_ref().map(|number| self.items.get(number));
        let missing = Refusal::of("itemId", Violation::NotFound);
        found.map(|row| row.ok_or(missing)).transpose()
    }

    fn category(&self, own: &Commitment) -> Result<Option<&procurement_category::Model>, Refusal> {
        let found = own.category.as_ref().map(|code| self.categories.get(code));
        let missing = Refusal::of("procurementCategoryId", Violation::NotFound);
        found.map(|row| row.ok_or(missing)).transpose()
    }
}
