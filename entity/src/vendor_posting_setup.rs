//! The accounts of a vendor posting group.

use crate::ids::{GlAccountId, LegalEntityId, PostingGroupId, VendorPostingSetupId};
use crate::partition::{Partitioned, Versioned};
use sea_orm::entity::prelude::*;

/// Where what is owed to vendors is posted.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "vendor_posting_setup")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: VendorPostingSetupId,
    /// The vendor posting group.
    pub vendor_posting_group_id: PostingGroupId,
    /// What is owed to vendors.
    pub payables_gl_account_id: GlAccountId,
    /// Payment discounts received.
    pub payment_discount_gl_account_id: Option<GlAccountId>,
    /// Small differences that payments leave.
    pub payment_tolerance_gl_account_id: Option<GlAccountId>,
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
