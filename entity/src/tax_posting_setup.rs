//! Tax rates and accounts of a tax business and a tax product group.

use crate::exact::Percent;
use crate::ids::{GlAccountId, LegalEntityId, PostingGroupId, TaxPostingSetupId};
use crate::partition::{Partitioned, Versioned};
use sea_orm::entity::prelude::*;

/// What tax a pair of groups bears.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tax_posting_setup")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TaxPostingSetupId,
    /// The tax business group: of vendors and customers.
    pub business_posting_group_id: PostingGroupId,
    /// The tax product group: of items, charges and accounts.
    pub product_posting_group_id: PostingGroupId,
    /// The rate.
    pub percent: Percent,
    /// Input tax: what the tax office owes for purchases.
    pub purchase_tax_gl_account_id: Option<GlAccountId>,
    /// Output tax: what is owed to the tax office for sales.
    pub sales_tax_gl_account_id: Option<GlAccountId>,
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
