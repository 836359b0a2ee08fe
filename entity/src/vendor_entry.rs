//! The vendor ledger (PST-3, PAY-4).

use crate::codes::CurrencyCode;
use crate::exact::Amount;
use crate::ids::{
    DimensionSetId, LegalEntityId, PostingGroupId, VendorEntryId, VendorId, VoucherId,
};
use crate::kinds::VendorDocumentType;
use crate::partition::{Partitioned, Versioned};
use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

/// A document that stands between us and a vendor; below zero where we owe.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "vendor_entry")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: VendorEntryId,
    /// The vendor.
    pub vendor_id: VendorId,
    /// The voucher that it came with.
    pub voucher_id: VoucherId,
    /// What kind of document it is.
    pub document_type: VendorDocumentType,
    /// The posted document's number.
    pub document_number: String,
    /// The vendor's own number of it.
    pub external_number: Option<String>,
    /// The vendor's own number as long as no other document of the vendor may carry it; none once
    /// cancelled.
    pub external_key: Option<String>,
    /// The day it is posted for.
    pub posting_date: NaiveDate,
    /// The date on the document, that terms count from.
    pub document_date: NaiveDate,
    /// When it is to be paid.
    pub due_date: NaiveDate,
    /// The last day of the payment discount.
    pub discount_date: Option<NaiveDate>,
    /// The last day on which the discount may still be accepted.
    pub discount_tolerance_date: Option<NaiveDate>,
    /// The currency of its amounts.
    pub currency: CurrencyCode,
    /// What it was for; below zero where we owe.
    pub amount: Amount,
    /// The same in the accounting currency.
    pub accounting_amount: Amount,
    /// What of it is not settled.
    pub remaining_amount: Amount,
    /// The same in the accounting currency.
    pub remaining_accounting_amount: Amount,
    /// The payment discount that it came with, above zero.
    pub discount_amount: Amount,
    /// What of the discount can still be taken.
    pub remaining_discount_amount: Amount,
    /// Which difference a payment may leave at the most.
    pub tolerance_amount: Amount,
    /// The vendor posting group that it was posted by.
    pub vendor_posting_group_id: PostingGroupId,
    /// Why it is not suggested for payment; none where it is.
    pub on_hold: Option<String>,
    /// Whether something of it is not settled.
    pub open: bool,
    /// Its dimension values.
    pub dimension_set_id: Option<DimensionSetId>,
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
