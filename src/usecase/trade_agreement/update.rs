//! Changing a price or a discount of the price list. Orders keep what they got from it.

use chrono::NaiveDate;
use entity::codes::{CurrencyCode, UnitCode};
use entity::ids::{ItemId, ProcurementCategoryId, TradeAgreementId, VendorId};
use entity::trade_agreement::{Entity, Model};
use rust_decimal::Decimal;

use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::{Check, Edit, apply};

use super::rules;

/// The changes; what is `None` stays.
pub struct Update {
    /// The trade agreement.
    pub id: TradeAgreementId,
    /// The version that the change is based on.
    pub version: i32,
    /// The vendor; none for every vendor.
    pub vendor_id: Edit<VendorId>,
    /// The item; none where a category or everything is meant.
    pub item_id: Edit<ItemId>,
    /// The category, with all below it; none where an item or everything is meant.
    pub procurement_category_id: Edit<ProcurementCategoryId>,
    /// The unit; none for every unit (discounts only).
    pub unit: Edit<UnitCode>,
    /// The currency that orders must have.
    pub currency: Option<CurrencyCode>,
    /// The least ordered quantity from which it holds.
    pub quantity_min: Option<Decimal>,
    /// The first delivery day that it holds for.
    pub valid_from: Option<NaiveDate>,
    /// The last delivery day that it holds for; none for ever.
    pub valid_to: Edit<NaiveDate>,
    /// The price per `price_unit` units; prices only.
    pub unit_price: Edit<Decimal>,
    /// How many units the price or the discount amount is for.
    pub price_unit: Option<Decimal>,
    /// Discount in percent; discounts only.
    pub discount_percent: Option<Decimal>,
    /// Discount as an amount per price unit; discounts only.
    pub discount_amount: Option<Decimal>,
}

impl Act for Update {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let mut row = tx.find::<Entity>().lock().named("id", self.id).await?;
        let mut check = Check::new();
        check.version(self.version, row.row_version);
        self.change(&mut check, &mut row);
        rules::form(&mut check, &row);
        rules::named(&mut check, tx, &row).await?;
        check.done()?;
        tx.update(row).await
    }
}

impl Update {
    fn change(&self, check: &mut Check, row: &mut Model) {
        apply(&mut row.vendor_id, self.vendor_id);
        apply(&mut row.item_id, self.item_id);
        apply(
            &mut row.procurement_category_id,
            self.procurement_category_id,
        );
        apply(&mut row.unit, self.unit.clone());
        row.currency = self.currency.unwrap_or(row.currency);
        row.valid_from = self.valid_from.unwrap_or(row.valid_from);
        apply(&mut row.valid_to, self.valid_to);
        if let Some(quantity) = self.quantity_min {
            row.quantity_min = check.quantity("quantityMin", quantity);
        }
        let price = |price| check.price("unitPrice", price);
        apply(
            &mut row.unit_price,
            self.unit_price.map(|edit| edit.map(price)),
        );
        if let Some(price_unit) = self.price_unit {
            row.price_unit = check.quantity_positive("priceUnit", price_unit);
        }
        if let Some(percent) = self.discount_percent {
            row.discount_percent = check.percent("discountPercent", percent);
        }
        if let Some(amount) = self.discount_amount {
            row.discount_amount = check.price("discountAmount", amount);
        }
    }
}
