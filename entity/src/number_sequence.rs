//! Number sequences.

use crate::ids::{LegalEntityId, NumberSequenceId};
use crate::kinds::NumberSequenceScope;
use crate::partition::{Partitioned, Versioned};
use sea_orm::entity::prelude::*;

/// Where document numbers come from.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "number_sequence")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: NumberSequenceId,
    /// What it numbers; one sequence for each.
    pub scope: NumberSequenceScope,
    /// The text before the digits.
    pub prefix: String,
    /// How many digits, filled with zeros.
    pub digits: i32,
    /// The next number.
    pub next: i64,
    /// The last number there is.
    pub maximum: i64,
    /// Whether the sequence may have no gaps.
    pub continuous: bool,
    /// Whether people type the number themselves.
    pub manual: bool,
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
