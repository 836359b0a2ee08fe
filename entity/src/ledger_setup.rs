//! What a legal entity decides about its ledgers; one row.

use crate::exact::{Amount, Percent};
use crate::ids::{GlAccountId, LedgerSetupId, LegalEntityId, PostingGroupId};
use crate::kinds::{CostingMethod, DiscountPosting, MatchingPolicy};
use crate::partition::{Partitioned, Versioned};
use sea_orm::entity::prelude::*;

/// How a legal entity posts.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_setup")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LedgerSetupId,
    /// Whether receipts post their expected cost to interim accounts (PST-4).
    pub expected_cost_posting: bool,
    /// Which discounts are posted to accounts of their own (PST-3).
    pub discount_posting: DiscountPosting,
    /// How the cost of what leaves the stock is found, where the item says nothing.
    pub costing_method: CostingMethod,
    /// Whether goods may be returned only against the receipt they came with (COR-8).
    pub exact_cost_required: bool,
    /// Whether a vendor's invoice must carry its number (PST-2).
    pub vendor_invoice_number_required: bool,
    /// Whether payment discounts are of the net amount (PAY-1).
    pub discount_excluding_tax: bool,
    /// How invoices are matched; none for not at all (MAT-1).
    pub matching_policy: Option<MatchingPolicy>,
    /// Whether agreements may ask for a stricter policy (AGR-16).
    pub matching_override_allowed: bool,
    /// How much dearer a unit may be than ordered.
    pub price_tolerance_percent: Option<Percent>,
    /// The same in money of the accounting currency, per unit.
    pub price_tolerance_amount: Option<Amount>,
    /// How much dearer a line may be than ordered.
    pub total_tolerance_percent: Option<Percent>,
    /// The same in money of the accounting currency.
    pub total_tolerance_amount: Option<Amount>,
    /// Whether an invoice with discrepancies is posted only when it was approved (MAT-2).
    pub approve_discrepancies: bool,
    /// Which difference a payment may leave, of the document's amount (PAY-3).
    pub payment_tolerance_percent: Percent,
    /// Which difference a payment may leave at the most, in the accounting currency.
    pub payment_tolerance_amount: Amount,
    /// How long after its date a payment discount may still be accepted, such as `5D`.
    pub discount_grace_formula: Option<String>,
    /// Rounding differences.
    pub rounding_gl_account_id: Option<GlAccountId>,
    /// Gains from exchange rates when documents are settled.
    pub exchange_gain_gl_account_id: Option<GlAccountId>,
    /// Losses from exchange rates when documents are settled.
    pub exchange_loss_gl_account_id: Option<GlAccountId>,
    /// What is paid from where a payment names no account.
    pub bank_gl_account_id: Option<GlAccountId>,
    /// General business posting group of vendors and customers that name none.
    pub business_posting_group_id: Option<PostingGroupId>,
    /// General product posting group of items, categories and charges that name none.
    pub product_posting_group_id: Option<PostingGroupId>,
    /// Tax business group of vendors and customers that name none.
    pub tax_business_posting_group_id: Option<PostingGroupId>,
    /// Tax product group of items, categories and charges that name none.
    pub tax_product_posting_group_id: Option<PostingGroupId>,
    /// Vendor posting group of vendors that name none.
    pub vendor_posting_group_id: Option<PostingGroupId>,
    /// Customer posting group of customers that name none.
    pub customer_posting_group_id: Option<PostingGroupId>,
    /// Inventory posting group of items that name none.
    pub inventory_posting_group_id: Option<PostingGroupId>,
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
