//! The accounts of a general business and a general product posting group (PST-4).

use crate::ids::{GeneralPostingSetupId, GlAccountId, LegalEntityId, PostingGroupId};
use crate::partition::{Partitioned, Versioned};
use sea_orm::entity::prelude::*;

/// Where purchases and costs of one pair of groups are posted.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "general_posting_setup")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: GeneralPostingSetupId,
    /// The general business posting group: of vendors and customers.
    pub business_posting_group_id: PostingGroupId,
    /// The general product posting group: of items, charges and accounts.
    pub product_posting_group_id: PostingGroupId,
    /// Purchases.
    pub purchase_gl_account_id: Option<GlAccountId>,
    /// Line discounts received, where they are posted apart.
    pub line_discount_gl_account_id: Option<GlAccountId>,
    /// Invoice discounts received, where they are posted apart.
    pub invoice_discount_gl_account_id: Option<GlAccountId>,
    /// Counterpart of the direct cost that goes into stock.
    pub direct_cost_applied_gl_account_id: Option<GlAccountId>,
    /// Counterpart of the indirect cost that goes into stock.
    pub overhead_applied_gl_account_id: Option<GlAccountId>,
    /// Cost that no stock can carry any more.
    pub purchase_variance_gl_account_id: Option<GlAccountId>,
    /// Goods received and not invoiced: the interim counterpart of expected cost.
    pub accrual_gl_account_id: Option<GlAccountId>,
    /// Counterpart of stock that is found or lost.
    pub adjustment_gl_account_id: Option<GlAccountId>,
    /// Sales.
    pub sales_gl_account_id: Option<GlAccountId>,
    /// Cost of goods sold.
    pub sales_cost_gl_account_id: Option<GlAccountId>,
    /// Expected cost of goods shipped and not yet invoiced by their vendor.
    pub sales_cost_interim_gl_account_id: Option<GlAccountId>,
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
