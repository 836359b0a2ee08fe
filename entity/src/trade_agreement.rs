//! Trade agreements: the price list.

use crate::codes::{CurrencyCode, UnitCode};
use crate::exact::{Percent, Price, Quantity};
use crate::ids::{ItemId, LegalEntityId, ProcurementCategoryId, TradeAgreementId, VendorId};
use crate::kinds::TradeAgreementType;
use crate::partition::{Partitioned, Versioned};
use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

/// A price or a discount of the price list.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "trade_agreement")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TradeAgreementId,
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
    pub quantity_min: Quantity,
    /// First delivery day it holds for.
    pub valid_from: NaiveDate,
    /// Last delivery day it holds for; none for ever.
    pub valid_to: Option<NaiveDate>,
    /// The price per `price_unit` units; prices only.
    pub unit_price: Option<Price>,
    /// How many units the price or the discount amount is for.
    pub price_unit: Quantity,
    /// Discount in percent.
    pub discount_percent: Percent,
    /// Discount as an amount per price unit.
    pub discount_amount: Price,
    /// Counts the row's changes, from 1.
    pub row_version: i32,
}

/// This table is joined from, not to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Partitioned for Entity {
    const LEGAL_ENTITY: Column = Column::LegalEntityId;
    const ID: Column = Column::Id;
}

impl Versioned for Entity {
    const ROW_VERSION: Column = Column::RowVersion;
}
