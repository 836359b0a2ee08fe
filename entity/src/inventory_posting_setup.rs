//! The accounts of an inventory posting group at a warehouse (PST-4).

use crate::ids::{
    GlAccountId, InventoryPostingSetupId, LegalEntityId, PostingGroupId, WarehouseId,
};
use crate::partition::{Partitioned, Versioned};
use sea_orm::entity::prelude::*;

/// Where the value of stock is posted.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "inventory_posting_setup")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InventoryPostingSetupId,
    /// The warehouse; none for wherever no other row says it.
    pub warehouse_id: Option<WarehouseId>,
    /// The inventory posting group.
    pub inventory_posting_group_id: PostingGroupId,
    /// Stock that is invoiced.
    pub inventory_gl_account_id: GlAccountId,
    /// Stock that is received and not invoiced.
    pub interim_gl_account_id: Option<GlAccountId>,
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
