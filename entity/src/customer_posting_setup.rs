//! The accounts of a customer posting group.

use crate::ids::{CustomerPostingSetupId, GlAccountId, LegalEntityId, PostingGroupId};
use crate::partition::{Partitioned, Versioned};
use sea_orm::entity::prelude::*;

/// Where what customers owe is posted.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "customer_posting_setup")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CustomerPostingSetupId,
    /// The customer posting group.
    pub customer_posting_group_id: PostingGroupId,
    /// What customers owe.
    pub receivables_gl_account_id: GlAccountId,
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
