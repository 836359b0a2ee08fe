//! Posting groups: what vendors, customers, items and documents are posted alike by (PST-4).

use crate::ids::{LegalEntityId, PostingGroupId};
use crate::kinds::PostingGroupType;
use crate::partition::{Partitioned, Versioned};
use sea_orm::entity::prelude::*;

/// A posting group.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "posting_group")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PostingGroupId,
    /// What it groups.
    pub group_type: PostingGroupType,
    /// Its code, unique for what it groups.
    pub code: String,
    /// Its name.
    pub name: String,
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
