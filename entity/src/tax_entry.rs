//! Tax entries (PST-3).

use crate::codes::CurrencyCode;
use crate::exact::{Amount, Percent};
use crate::ids::{
    CustomerId, GlAccountId, LegalEntityId, PostingGroupId, TaxEntryId, VendorId, VoucherId,
};
use crate::partition::Partitioned;
use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

/// The tax of one pair of groups on one posted document.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tax_entry")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TaxEntryId,
    /// The voucher.
    pub voucher_id: VoucherId,
    /// The vendor; none on sales.
    pub vendor_id: Option<VendorId>,
    /// The customer; none on purchases.
    pub customer_id: Option<CustomerId>,
    /// The day it is posted for.
    pub posting_date: NaiveDate,
    /// The posted document's number.
    pub document_number: String,
    /// The tax business group.
    pub business_posting_group_id: PostingGroupId,
    /// The tax product group.
    pub product_posting_group_id: PostingGroupId,
    /// The rate.
    pub percent: Percent,
    /// The currency of the amounts.
    pub currency: CurrencyCode,
    /// What the tax is of; below zero on credit memos.
    pub base_amount: Amount,
    /// The tax.
    pub tax_amount: Amount,
    /// The base in the accounting currency.
    pub accounting_base_amount: Amount,
    /// The tax in the accounting currency.
    pub accounting_tax_amount: Amount,
    /// The account that the tax was posted to.
    pub tax_gl_account_id: GlAccountId,
}

/// This table is joined from, not to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Partitioned for Entity {
    const LEGAL_ENTITY: Column = Column::LegalEntityId;
    const ID: Column = Column::Id;
}
