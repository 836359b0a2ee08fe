//! Values of financial dimensions.

use crate::ids::{DimensionId, DimensionValueId, LegalEntityId};
use crate::partition::{Partitioned, Versioned};
use sea_orm::entity::prelude::*;

/// A value of a financial dimension.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dimension_value")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DimensionValueId,
    /// The dimension.
    pub dimension_id: DimensionId,
    /// Its code, unique in the dimension.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whether new documents may no longer use it.
    pub blocked: bool,
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
