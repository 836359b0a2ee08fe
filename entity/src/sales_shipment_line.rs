//! Lines of posted shipments.

use crate::codes::UnitCode;
use crate::exact::{Quantity, Rate};
use crate::ids::{
    ItemId, LegalEntityId, SalesOrderLineId, SalesShipmentId, SalesShipmentLineId, WarehouseId,
};
use crate::partition::Partitioned;
use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

/// What a posted shipment says about one thing.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sales_shipment_line")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SalesShipmentLineId,
    /// The shipment.
    pub sales_shipment_id: SalesShipmentId,
    /// Its number within the shipment.
    pub line_number: i32,
    /// The posted document's number.
    pub document_number: String,
    /// The day it is posted for.
    pub posting_date: NaiveDate,
    /// The order line.
    pub sales_order_line_id: Option<SalesOrderLineId>,
    /// The item.
    pub item_id: Option<ItemId>,
    /// What was shipped, in words.
    pub description: String,
    /// Where it was shipped from.
    pub warehouse_id: Option<WarehouseId>,
    /// The quantity; below zero where it came back.
    pub quantity: Quantity,
    /// Its unit.
    pub unit: Option<UnitCode>,
    /// Base units in one unit.
    pub unit_factor: Rate,
    /// The shipment line that it undoes.
    pub undoes_sales_shipment_line_id: Option<SalesShipmentLineId>,
}

/// This table is joined from, not to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Partitioned for Entity {
    const LEGAL_ENTITY: Column = Column::LegalEntityId;
    const ID: Column = Column::Id;
}
