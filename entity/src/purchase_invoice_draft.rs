//! Invoices and credit memos that are not posted (ORD-8).

use crate::codes::CurrencyCode;
use crate::exact::{Amount, Percent};
use crate::ids::{
    AgreementId, DimensionSetId, LegalEntityId, PurchaseInvoiceDraftId, PurchaseInvoiceId,
    PurchaseOrderId, VendorEntryId, VendorId,
};
use crate::kinds::PurchaseInvoiceType;
use crate::partition::{Partitioned, Versioned};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;

/// An invoice or a credit memo being written.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "purchase_invoice_draft")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PurchaseInvoiceDraftId,
    /// Whether it is an invoice or a credit memo.
    pub document_type: PurchaseInvoiceType,
    /// Who sells.
    pub vendor_id: VendorId,
    /// The order that it was made from.
    pub purchase_order_id: Option<PurchaseOrderId>,
    /// The agreement that its lines without an order count towards.
    pub agreement_id: Option<AgreementId>,
    /// The vendor's own number of it.
    pub vendor_invoice_number: Option<String>,
    /// The day it shall be posted for; the day of posting if none.
    pub posting_date: Option<NaiveDate>,
    /// The date on the document; the posting date if none.
    pub document_date: Option<NaiveDate>,
    /// When it is to be paid; by the terms if none.
    pub due_date: Option<NaiveDate>,
    /// Code of the payment terms.
    pub payment_terms: Option<String>,
    /// The currency of all its amounts.
    pub currency: CurrencyCode,
    /// Invoice discount in percent of what may be discounted.
    pub invoice_discount_percent: Percent,
    /// Invoice discount in money; 0 where it is in percent.
    pub invoice_discount_amount: Amount,
    /// The total on the vendor's paper, to compare with; none for not at all.
    pub document_total: Option<Amount>,
    /// The vendor entry that it is applied to when posted.
    pub vendor_entry_id: Option<VendorEntryId>,
    /// The posted invoice that it corrects.
    pub corrects_purchase_invoice_id: Option<PurchaseInvoiceId>,
    /// Who approved its discrepancies; none since its last change.
    pub approved_by: Option<String>,
    /// Its dimension values.
    pub dimension_set_id: Option<DimensionSetId>,
    /// The highest line number given so far.
    pub last_line_number: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Who made it.
    pub created_by: String,
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
