//! Adding a price or a discount to the price list.

use chrono::NaiveDate;
use entity::codes::{CurrencyCode, UnitCode};
use entity::ids::{ItemId, ProcurementCategoryId, VendorId};
use entity::kinds::TradeAgreementType;
use entity::trade_agreement::Model;
use rust_decimal::Decimal;

use crate::failure::Failure;
use crate::tenancy::{Act, TenantTx};
use crate::usecase::check::Check;

use super::rules;

/// The trade agreement that is wanted.
pub struct Create {
    /// Price or discount.
    pub trade_agreement_type: TradeAgreementType,
    /// The vendor; none for every vendor.
    pub vendor_id: Option<VendorId>,
    /// The item; none where a category or everything is meant.
    pub item_id: Option<ItemId>,
    /// The category, with all below it; none where an item or everything is meant.
    pub procurement_category_id: Option<ProcurementCategoryId>,
    /// The unit; none for every unit (discounts only).
    pub unit: Option<UnitCode>,
    /// The currency that orders must have.
    pub currency: CurrencyCode,
    /// The least ordered quantity from which it holds.
    pub quantity_min: Option<Decimal>,
    /// The first delivery day that it holds for.
    pub valid_from: NaiveDate,
    /// The last delivery day that it holds for; none for ever.
    pub valid_to: Option<NaiveDate>,
    /// The price per `price_unit` units; prices only.
    pub unit_price: Option<Decimal>,
    /// How many units the price or the discount amount is for.
    pub price_unit: Option<Decimal>,
    /// Discount in percent; discounts only.
    pub discount_percent: Option<Decimal>,
    /// Discount as an amount per price unit; discounts only.
    pub discount_amount: Option<Decimal>,
}

impl Act for Create {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let mut check = Check::new();
        let or_zero = |value: Option<Decimal>| value.unwrap_or(Decimal::ZERO);
        let price_unit = self.price_unit.unwrap_or(Decimal::ONE);
        let row = Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: tx.id(),
            trade_agreement_type: self.trade_agreement_type,
            vendor_id: self.vendor_id,
            item_id: self.item_id,
            procurement_category_id: self.procurement_category_id,
            unit: self.unit.clone(),
            currency: self.currency,
            quantity_min: check.quantity("quantityMin", or_zero(self.quantity_min)),
            valid_from: self.valid_from,
            valid_to: self.valid_to,
            unit_price: self.unit_price.map(|price| check.price("unitPrice", price)),
            price_unit: check.quantity_positive("priceUnit", price_unit),
            discount_percent: check.percent("discountPercent", or_zero(self.discount_percent)),
            discount_amount: check.price("discountAmount", or_zero(self.discount_amount)),
            row_version: 1,
        };
        rules::form(&mut check, &row);
        rules::named(&mut check, tx, &row).await?;
        check.done()?;
        tx.insert(row).await
    }
}
