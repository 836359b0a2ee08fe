//! What somebody wants of a commitment, checked and made a row (AGR-3).

use chrono::NaiveDate;
use entity::codes::UnitCode;
use entity::exact::{Amount, Percent, Price, Quantity, Rate};
use entity::ids::{
    AgreementId, AgreementLineId, DimensionId, DimensionValueId, ItemId, ProcurementCategoryId,
    SiteId, WarehouseId,
};
use entity::kinds::CommitmentType;
use entity::{agreement_line, item, procurement_category};
use rust_decimal::Decimal;

use crate::domain::commitment::{CheckedCommitment, CommitmentDraft, Promise};
use crate::domain::money::{Currency, PriceTerms, one};
use crate::domain::violation::{Refusal, Violation};
use crate::failure::Failure;
use crate::tenancy::{Scope, TenantTx};
use crate::usecase::chain::Twin;
use crate::usecase::check::Check;
use crate::usecase::dimension_set::store;
use crate::usecase::price::{places::places, units};

/// A commitment as it was asked for; what was not said is `None`.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    /// Its type; the agreement's default if none.
    pub commitment_type: Option<CommitmentType>,
    /// The item.
    pub item: Option<ItemId>,
    /// Whether that is the item that the commitment has already, which may be blocked by now.
    pub item_stays: bool,
    /// The category.
    pub category: Option<ProcurementCategoryId>,
    /// The variant.
    pub variant: Option<String>,
    /// The site.
    pub site: Option<SiteId>,
    /// The warehouse.
    pub warehouse: Option<WarehouseId>,
    /// The promised quantity.
    pub quantity: Option<Decimal>,
    /// Its unit; the item's purchase unit if none.
    pub unit: Option<String>,
    /// The price per price unit.
    pub unit_price: Option<Decimal>,
    /// How many units the price is for.
    pub price_unit: Option<Decimal>,
    /// Discount in percent.
    pub discount_percent: Option<Decimal>,
    /// Discount as an amount per price unit.
    pub discount_amount: Option<Decimal>,
    /// The promised amount.
    pub amount: Option<Decimal>,
    /// The least net amount of an order line.
    pub release_amount_min: Option<Decimal>,
    /// The largest net amount of an order line.
    pub release_amount_max: Option<Decimal>,
    /// Whether the commitment is the most.
    pub max_enforced: Option<bool>,
    /// Whether price and discount are fixed.
    pub price_fixed: Option<bool>,
    /// The first delivery day; the agreement's default if none.
    pub effective_date: Option<NaiveDate>,
    /// The last delivery day; the agreement's default if none.
    pub expiration_date: Option<NaiveDate>,
    /// Where its orders are delivered to.
    pub delivery_address: Option<String>,
    /// Words.
    pub text: Option<String>,
    /// Dimension values.
    pub dimensions: Option<Vec<(DimensionId, DimensionValueId)>>,
    /// The commitment of a trading partner that it follows from (ICO-3).
    pub twin: Option<Twin>,
}

/// What a commitment gets from its agreement.
pub struct Defaults {
    /// The agreement.
    pub agreement: AgreementId,
    /// The agreement's currency.
    pub currency: Currency,
    /// The type of the next line.
    pub commitment_type: CommitmentType,
    /// The first day of the next line.
    pub effective_date: NaiveDate,
    /// The last day of the next line.
    pub expiration_date: NaiveDate,
    /// Whether the agreement goes with a trading partner's.
    pub trades: bool,
}

impl Terms {
    /// The row that was asked for, unused and with the given number; or refusals in `check`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn row(
        &self,
        tx: &TenantTx,
        defaults: &Defaults,
        line_number: i32,
        check: &mut Check,
    ) -> Result<Option<agreement_line::Model>, Failure> {
        self.texts(check);
        self.references(tx, check).await?;
        let unit = self.unit(tx, check).await?;
        let draft = self.draft(defaults, unit.as_ref().map(|(unit, _)| unit.clone()), check);
        let checked = match draft.check(defaults.currency) {
            Ok(checked) => Some(checked),
            Err(refusals) => {
                let missing = refusals.into_iter().filter(|r| !self.is_said_already(r));
                check.extend(missing);
                None
            }
        };
        let dimensions = self.dimensions.as_deref().unwrap_or_default();
        let dimension_set_id = check
            .absorb(store::run(tx, "dimensions", dimensions).await)?
            .flatten();
        if check.is_bad() {
            return Ok(None);
        }
        let factor = unit.map_or(Rate::ZERO, |(_, factor)| factor);
        Ok(checked.map(|checked| agreement_line::Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: self
                .twin
                .map_or_else(|| tx.id(), |twin| AgreementLineId(twin.own)),
            // The partner's commitment is made when the act is done; its key is known before.
            chain_agreement_line_id: match self.twin {
                Some(twin) => Some(AgreementLineId(twin.of)),
                None => defaults.trades.then(|| tx.id()),
            },
            agreement_id: defaults.agreement,
            line_number,
            delivery_address: self.delivery_address.clone(),
            dimension_set_id,
            text: self.text.clone(),
            variant: self.variant.clone(),
            site_id: self.site,
            warehouse_id: self.warehouse,
            max_enforced: self.max_enforced.unwrap_or_default(),
            price_fixed: self.price_fixed.unwrap_or_default(),
            ..promised(checked, factor)
        }))
    }

    /// Whether a value that the rule misses was typed, and refused before the rule could see it.
    fn is_said_already(&self, refusal: &Refusal) -> bool {
        let typed = match refusal.field.as_slice() {
            [field] if field == "quantity" => self.quantity.is_some(),
            [field] if field == "amount" => self.amount.is_some(),
            // Every item has a unit, so that only an unknown one leaves it open.
            [field] if field == "unit" => self.unit.is_some() || self.item.is_some(),
            _ => false,
        };
        typed && refusal.violation == Violation::Required
    }

    fn texts(&self, check: &mut Check) {
        check.text_opt("variant", self.variant.as_deref(), 40);
        check.text_opt("deliveryAddress", self.delivery_address.as_deref(), 1000);
        check.text_opt("text", self.text.as_deref(), 1000);
        for (field, date) in [
            ("effectiveDate", self.effective_date),
            ("expirationDate", self.expiration_date),
        ] {
            if let Some(date) = date {
                check.date(field, date);
            }
        }
    }

    async fn references(&self, tx: &TenantTx, check: &mut Check) -> Result<(), Failure> {
        if let Some(id) = self.item {
            match tx.find::<item::Entity>().by_id(id).await? {
                None => check.refuse("itemId", Violation::NotFound),
                Some(item) if item.blocked && !self.item_stays => {
                    check.refuse("itemId", Violation::ItemBlocked)
                }
                Some(_) => {}
            }
        }
        if let Some(id) = self.category
            && tx
                .find::<procurement_category::Entity>()
                .by_id(id)
                .await?
                .is_none()
        {
            check.refuse("procurementCategoryId", Violation::NotFound);
        }
        places(tx, self.site, self.warehouse, check).await
    }

    /// The unit of a quantity, with how many base units it is.
    async fn unit(
        &self,
        tx: &TenantTx,
        check: &mut Check,
    ) -> Result<Option<(UnitCode, Rate)>, Failure> {
        let quantity = self.commitment_type == Some(CommitmentType::ProductQuantity);
        let asked = self.unit.clone().map(UnitCode);
        match self.item {
            Some(item) if quantity => {
                let Some(found) = units::factor(tx, item, asked.as_ref()).await? else {
                    if let Some(unit) = asked {
                        check.refuse("unit", Violation::UnitNotOfItem { unit });
                    }
                    return Ok(None);
                };
                if let Some(quantity) = self.quantity {
                    units::scale(tx, "quantity", quantity, &found.0, check).await?;
                }
                Ok(Some(found))
            }
            // What has no quantity has no unit either: the rule refuses it.
            _ => Ok(asked.map(|unit| (unit, Rate::ZERO))),
        }
    }

    fn draft(
        &self,
        defaults: &Defaults,
        unit: Option<UnitCode>,
        check: &mut Check,
    ) -> CommitmentDraft {
        macro_rules! exact {
            ($kind:ident, $field:literal, $value:expr) => {
                $value.and_then(|value| check.exact($field, $kind::try_new(value)))
            };
        }
        CommitmentDraft {
            commitment_type: self.commitment_type.unwrap_or(defaults.commitment_type),
            item: self.item,
            category: self.category,
            quantity: exact!(Quantity, "quantity", self.quantity),
            unit,
            unit_price: exact!(Price, "unitPrice", self.unit_price),
            price_unit: exact!(Quantity, "priceUnit", self.price_unit),
            discount_percent: exact!(Percent, "discountPercent", self.discount_percent),
            discount_amount: exact!(Price, "discountAmount", self.discount_amount),
            amount: exact!(Amount, "amount", self.amount),
            release_amount_min: exact!(Amount, "releaseAmountMin", self.release_amount_min),
            release_amount_max: exact!(Amount, "releaseAmountMax", self.release_amount_max),
            effective_date: Some(self.effective_date.unwrap_or(defaults.effective_date)),
            expiration_date: Some(self.expiration_date.unwrap_or(defaults.expiration_date)),
        }
    }
}

/// The columns that the rule decided; everything else is empty.
fn promised(checked: CheckedCommitment, unit_factor: Rate) -> agreement_line::Model {
    let commitment_type = checked.promise.commitment_type();
    let discount = checked.promise.discount_percent();
    let (item_id, category, quantity, unit, terms) = match checked.promise {
        Promise::ProductQuantity {
            item,
            quantity,
            unit,
            terms,
        } => (Some(item), None, quantity, Some(unit), terms),
        Promise::ProductValue { item, .. } => (
            Some(item),
            None,
            Quantity::ZERO,
            None,
            percent_only(discount),
        ),
        Promise::CategoryValue { category, .. } => (
            None,
            Some(category),
            Quantity::ZERO,
            None,
            percent_only(discount),
        ),
        Promise::Value { .. } => (None, None, Quantity::ZERO, None, percent_only(discount)),
    };
    agreement_line::Model {
        legal_entity_id: uuid::Uuid::nil().into(),
        id: uuid::Uuid::nil().into(),
        agreement_id: uuid::Uuid::nil().into(),
        line_number: 0,
        commitment_type,
        item_id,
        procurement_category_id: category,
        variant: None,
        site_id: None,
        warehouse_id: None,
        quantity,
        unit,
        unit_factor,
        unit_price: terms.unit_price,
        price_unit: terms.price_unit,
        discount_percent: terms.discount_percent,
        discount_amount: terms.discount_amount,
        amount: checked.amount,
        release_amount_min: checked.release_amount_min,
        release_amount_max: checked.release_amount_max,
        max_enforced: false,
        price_fixed: false,
        effective_date: checked.validity.first,
        expiration_date: checked.validity.last,
        delivery_address: None,
        chain_agreement_line_id: None,
        dimension_set_id: None,
        text: None,
        released_quantity: Quantity::ZERO,
        received_quantity: Quantity::ZERO,
        invoiced_quantity: Quantity::ZERO,
        released_amount: Amount::ZERO,
        received_amount: Amount::ZERO,
        invoiced_amount: Amount::ZERO,
        row_version: 1,
    }
}

fn percent_only(discount_percent: Percent) -> PriceTerms {
    PriceTerms {
        unit_price: Price::ZERO,
        price_unit: one(),
        discount_percent,
        discount_amount: Price::ZERO,
    }
}
