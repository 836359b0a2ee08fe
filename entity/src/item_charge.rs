//! Item charges: freight, insurance and the like (PST-3).

use crate::ids::{ItemChargeId, LegalEntityId, PostingGroupId};
use crate::partition::{Partitioned, Versioned};
use sea_orm::entity::prelude::*;

/// A cost that is added to received items.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "item_charge")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ItemChargeId,
    /// Its code, unique in the legal entity.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its general product posting group; the setup's if none.
    pub product_posting_group_id: Option<PostingGroupId>,
    /// Its tax product group; the setup's if none.
    pub tax_product_posting_group_id: Option<PostingGroupId>,
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
