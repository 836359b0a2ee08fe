//! The customer ledger.

use crate::codes::CurrencyCode;
use crate::exact::Amount;
use crate::ids::{CustomerEntryId, CustomerId, LegalEntityId, PostingGroupId, VoucherId};
use crate::kinds::CustomerDocumentType;
use crate::partition::{Partitioned, Versioned};
use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

/// A document that stands between us and a customer; above zero where it owes.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "customer_entry")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CustomerEntryId,
    /// The customer.
    pub customer_id: CustomerId,
    /// The voucher that it came with.
    pub voucher_id: VoucherId,
    /// What kind of document it is.
    pub document_type: CustomerDocumentType,
    /// The posted document's number.
    pub document_number: String,
    /// The day it is posted for.
    pub posting_date: NaiveDate,
    /// The date on the document.
    pub document_date: NaiveDate,
    /// When it is to be paid.
    pub due_date: NaiveDate,
    /// The currency of its amounts.
    pub currency: CurrencyCode,
    /// What it is for.
    pub amount: Amount,
    /// The same in the accounting currency.
    pub accounting_amount: Amount,
    /// What of it is not settled.
    pub remaining_amount: Amount,
    /// The same in the accounting currency.
    pub remaining_accounting_amount: Amount,
    /// The customer posting group that it was posted by.
    pub customer_posting_group_id: PostingGroupId,
    /// Whether something of it is not settled.
    pub open: bool,
    /// What it is, in words.
    pub text: String,
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
