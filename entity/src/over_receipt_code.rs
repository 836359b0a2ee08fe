//! Over-receipt codes (PST-6).

use crate::exact::Percent;
use crate::ids::{LegalEntityId, OverReceiptCodeId};
use crate::partition::{Partitioned, Versioned};
use sea_orm::entity::prelude::*;

/// How much more than ordered may be received.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "over_receipt_code")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OverReceiptCodeId,
    /// Its code, unique in the legal entity.
    pub code: String,
    /// Its name.
    pub name: String,
    /// How much more, of the ordered quantity.
    pub tolerance_percent: Percent,
    /// Whether it holds where neither item nor vendor names one.
    pub is_default: bool,
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
