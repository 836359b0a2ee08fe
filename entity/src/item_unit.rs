//! Units of an item.

use crate::codes::UnitCode;
use crate::exact::Rate;
use crate::ids::{ItemId, ItemUnitId, LegalEntityId};
use crate::partition::Partitioned;
use sea_orm::entity::prelude::*;

/// A unit that an item may be bought in, besides its base unit.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "item_unit")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ItemUnitId,
    /// The item.
    pub item_id: ItemId,
    /// The unit.
    pub unit: UnitCode,
    /// How many base units one such unit is.
    pub factor: Rate,
}

/// This table is joined from, not to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Partitioned for Entity {
    const LEGAL_ENTITY: Column = Column::LegalEntityId;
    const ID: Column = Column::Id;
}
