//! Items (VEN-4).

use crate::codes::{CurrencyCode, UnitCode};
use crate::exact::{Percent, Price, Quantity};
use crate::ids::{
    ItemId, LegalEntityId, OverReceiptCodeId, PostingGroupId, ProcurementCategoryId, VendorId,
};
use crate::kinds::{CostingMethod, ItemType};
use crate::partition::{Partitioned, Versioned};
use sea_orm::entity::prelude::*;

/// Something that is bought: goods or a service.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "item")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ItemId,
    /// Its number, unique in the legal entity.
    pub number: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub item_type: ItemType,
    /// The unit its stock is kept in.
    pub base_unit: UnitCode,
    /// The unit it is bought in, and the purchase price is for.
    pub purchase_unit: UnitCode,
    /// The procurement category it belongs to.
    pub procurement_category_id: Option<ProcurementCategoryId>,
    /// The vendor that indirect orders go to.
    pub default_vendor_id: Option<VendorId>,
    /// Its own purchase price, the last resort, per `price_unit` purchase units.
    pub purchase_price: Option<Price>,
    /// The currency of the purchase price.
    pub price_currency: CurrencyCode,
    /// How many purchase units the purchase price is for.
    pub price_unit: Quantity,
    /// Orders are recommended in multiples of this, in purchase units.
    pub order_multiple: Option<Quantity>,
    /// The least that is recommended to order, in purchase units.
    pub order_quantity_min: Option<Quantity>,
    /// The most that is recommended to order, in purchase units.
    pub order_quantity_max: Option<Quantity>,
    /// Whether buying it is forbidden.
    pub blocked: bool,
    /// Its general product posting group; the setup's if none.
    pub product_posting_group_id: Option<PostingGroupId>,
    /// Its tax product group; the setup's if none.
    pub tax_product_posting_group_id: Option<PostingGroupId>,
    /// Its inventory posting group; the setup's if none.
    pub inventory_posting_group_id: Option<PostingGroupId>,
    /// How much more than ordered may be received of it.
    pub over_receipt_code_id: Option<OverReceiptCodeId>,
    /// How the cost of what leaves the stock is found; the setup's way if none.
    pub costing_method: Option<CostingMethod>,
    /// Indirect cost, in percent of the direct cost.
    pub indirect_cost_percent: Percent,
    /// Overhead for one base unit, in the accounting currency.
    pub overhead_rate: Price,
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
