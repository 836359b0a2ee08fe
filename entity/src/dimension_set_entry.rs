//! What a dimension set holds.

use crate::ids::{
    DimensionId, DimensionSetEntryId, DimensionSetId, DimensionValueId, LegalEntityId,
};
use crate::partition::Partitioned;
use sea_orm::entity::prelude::*;

/// One value within a dimension set.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dimension_set_entry")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DimensionSetEntryId,
    /// The set.
    pub dimension_set_id: DimensionSetId,
    /// The dimension; at most once in a set.
    pub dimension_id: DimensionId,
    /// Its value.
    pub dimension_value_id: DimensionValueId,
}

/// This table is joined from, not to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Partitioned for Entity {
    const LEGAL_ENTITY: Column = Column::LegalEntityId;
    const ID: Column = Column::Id;
}
