//! Changing a commitment. Order lines that are linked keep the price they got (Q21); what they
//! count towards may not change under them.

use chrono::NaiveDate;
use entity::agreement_line::{Entity, Model};
use entity::commitment_entry;
use entity::ids::{
    AgreementLineId, DimensionId, DimensionValueId, ItemId, ProcurementCategoryId, SiteId,
    WarehouseId,
};
use entity::kinds::{AgreementStatus, CommitmentType};
use rust_decimal::Decimal;
use sea_orm::ColumnTrait;

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::{Check, Edit, apply};
use crate::usecase::commitment::facts::{self, Hold};

use super::add::defaults;
use super::terms::Terms;

/// The changes; what is `None` stays.
#[derive(Clone, Debug)]
pub struct Update {
    /// The commitment.
    pub id: AgreementLineId,
    /// The version that the change is based on.
    pub version: i32,
    /// The item.
    pub item: Option<ItemId>,
    /// The category.
    pub category: Option<ProcurementCategoryId>,
    /// The variant.
    pub variant: Edit<String>,
    /// The site.
    pub site: Edit<SiteId>,
    /// The warehouse.
    pub warehouse: Edit<WarehouseId>,
    /// The promised quantity.
    pub quantity: Option<Decimal>,
    /// Its unit.
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
    /// The first delivery day.
    pub effective_date: Option<NaiveDate>,
    /// The last delivery day.
    pub expiration_date: Option<NaiveDate>,
    /// Where its orders are delivered to.
    pub delivery_address: Edit<String>,
    /// Words.
    pub text: Edit<String>,
    /// Dimension values.
    pub dimensions: Option<Vec<(DimensionId, DimensionValueId)>>,
}

impl Act for Update {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let seen = tx.find::<Entity>().named("id", self.id).await?;
        let header = facts::header(tx, "id", seen.agreement_id, Hold::Exclusive).await?;
        let old = tx.find::<Entity>().lock().named("id", self.id).await?;
        let mut check = Check::new();
        check.version(self.version, old.row_version);
        if header.row.status == AgreementStatus::Closed {
            check.refuse("id", Violation::AgreementClosed);
        }
        let row = self
            .wanted(&old)
            .row(tx, &defaults(&header), old.line_number, &mut check)
            .await?;
        if let Some(row) = &row {
            let entries = tx.find::<commitment_entry::Entity>();
            let own = commitment_entry::Column::AgreementLineId.eq(self.id);
            let drawn_on = entries.filter(own).limit(1).one().await?.is_some();
            in_use(&old, row, drawn_on, &mut check)?;
        }
        check.done()?;
        let row = row.ok_or_else(|| Failure::Broken("no refusal and no row".to_owned()))?;
        let dimensions = match self.dimensions {
            Some(_) => row.dimension_set_id,
            None => old.dimension_set_id,
        };
        tx.update(Model {
            id: old.id,
            chain_agreement_line_id: old.chain_agreement_line_id,
            dimension_set_id: dimensions,
            released_quantity: old.released_quantity,
            received_quantity: old.received_quantity,
            invoiced_quantity: old.invoiced_quantity,
            released_amount: old.released_amount,
            received_amount: old.received_amount,
            invoiced_amount: old.invoiced_amount,
            row_version: old.row_version,
            ..row
        })
        .await
    }
}

impl Update {
    /// The whole commitment as it would be after the changes.
    fn wanted(&self, old: &Model) -> Terms {
        let counts = old.commitment_type == CommitmentType::ProductQuantity;
        let mut terms = Terms {
            commitment_type: Some(old.commitment_type),
            item: self.item.or(old.item_id),
            item_stays: self.item.is_none_or(|item| Some(item) == old.item_id),
            category: self.category.or(old.procurement_category_id),
            variant: old.variant.clone(),
            site: old.site_id,
            warehouse: old.warehouse_id,
            quantity: self.quantity.or(counts.then(|| old.quantity.decimal())),
            unit: self
                .unit
                .clone()
                .or_else(|| old.unit.as_ref().map(ToString::to_string)),
            unit_price: self.unit_price.or(counts.then(|| old.unit_price.decimal())),
            price_unit: self.price_unit.or(counts.then(|| old.price_unit.decimal())),
            discount_percent: self
                .discount_percent
                .or(Some(old.discount_percent.decimal())),
            discount_amount: self
                .discount_amount
                .or(counts.then(|| old.discount_amount.decimal())),
            amount: self.amount.or((!counts).then(|| old.amount.decimal())),
            release_amount_min: self
                .release_amount_min
                .or(Some(old.release_amount_min.decimal())),
            release_amount_max: self
                .release_amount_max
                .or(Some(old.release_amount_max.decimal())),
            max_enforced: self.max_enforced.or(Some(old.max_enforced)),
            price_fixed: self.price_fixed.or(Some(old.price_fixed)),
            effective_date: self.effective_date.or(Some(old.effective_date)),
            expiration_date: self.expiration_date.or(Some(old.expiration_date)),
            delivery_address: old.delivery_address.clone(),
            text: old.text.clone(),
            dimensions: self.dimensions.clone(),
            twin: None,
        };
        apply(&mut terms.variant, self.variant.clone());
        apply(&mut terms.site, self.site);
        apply(&mut terms.warehouse, self.warehouse);
        apply(&mut terms.delivery_address, self.delivery_address.clone());
        apply(&mut terms.text, self.text.clone());
        terms
    }
}

/// What may not change once order lines were linked: what they are matched by, since the ledger
/// counts in it, and an enforced maximum below what they take.
fn in_use(old: &Model, new: &Model, drawn_on: bool, check: &mut Check) -> Result<(), Failure> {
    if !drawn_on {
        return Ok(());
    }
    let fixed = [
        ("itemId", old.item_id != new.item_id),
        (
            "procurementCategoryId",
            old.procurement_category_id != new.procurement_category_id,
        ),
        ("unit", old.unit != new.unit),
    ];
    for (field, changed) in fixed {
        if changed {
            check.refuse(field, Violation::CommitmentInUse);
        }
    }
    let wanted = facts::commitment(new)?;
    let used = wanted.measure(&facts::buckets(old));
    if new.max_enforced && used > wanted.committed() {
        let field = if wanted.promise.counts_quantity() {
            "quantity"
        } else {
            "amount"
        };
        check.refuse(field, Violation::CommitmentInUse);
    }
    Ok(())
}
