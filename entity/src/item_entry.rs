//! The item ledger: what came and went (PST-3).

use crate::exact::Quantity;
use crate::ids::{
    ItemEntryId, ItemId, LegalEntityId, PurchaseReceiptLineId, SalesShipmentLineId, WarehouseId,
};
use crate::kinds::{CostingMethod, ItemEntryType};
use crate::partition::{Partitioned, Versioned};
use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

/// One movement of an item's stock.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "item_entry")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ItemEntryId,
    /// The item.
    pub item_id: ItemId,
    /// Why it moved.
    pub entry_type: ItemEntryType,
    /// The day it is posted for.
    pub posting_date: NaiveDate,
    /// The posted document's number.
    pub document_number: String,
    /// The warehouse.
    pub warehouse_id: Option<WarehouseId>,
    /// The product variant.
    pub variant: Option<String>,
    /// How much, in base units; below zero where it left.
    pub quantity: Quantity,
    /// What of it is still in stock; of what left, what is not yet applied to what came.
    pub remaining_quantity: Quantity,
    /// How the cost of what leaves is found.
    pub costing_method: CostingMethod,
    /// The receipt line that it came with.
    pub purchase_receipt_line_id: Option<PurchaseReceiptLineId>,
    /// The shipment line that it left with.
    pub sales_shipment_line_id: Option<SalesShipmentLineId>,
    /// Counts the row's changes, from 1.
    pub row_version: i32,
}

/// What the table points at.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Its item.
    #[sea_orm(
        belongs_to = "super::item::Entity",
        from = "(Column::LegalEntityId, Column::ItemId)",
        to = "(super::item::Column::LegalEntityId, super::item::Column::Id)"
    )]
    Item,
}

impl Related<super::item::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Item.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

impl Partitioned for Entity {
    const LEGAL_ENTITY: Column = Column::LegalEntityId;
    const ID: Column = Column::Id;
}

impl Versioned for Entity {
    const ROW_VERSION: Column = Column::RowVersion;
}
