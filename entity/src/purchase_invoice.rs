//! Posted invoices and credit memos (PST-1, COR-1).

use crate::codes::CurrencyCode;
use crate::exact::{Amount, Rate};
use crate::ids::{
    AgreementId, DimensionSetId, LegalEntityId, PostingGroupId, PurchaseInvoiceId, PurchaseOrderId,
    VendorEntryId, VendorId, VoucherId,
};
use crate::kinds::{
    DiscountPosting, PurchaseCancellation, PurchaseCancellationStock, PurchaseInvoiceType,
};
use crate::partition::Partitioned;
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;

/// A posted invoice or credit memo; a credit memo's amounts are below zero.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "purchase_invoice")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PurchaseInvoiceId,
    /// Its number, unique in the legal entity.
    pub number: String,
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
    /// The day it is posted for.
    pub posting_date: NaiveDate,
    /// The date on the document.
    pub document_date: NaiveDate,
    /// When it is to be paid.
    pub due_date: NaiveDate,
    /// The last day of the payment discount.
    pub discount_date: Option<NaiveDate>,
    /// Code of the payment terms.
    pub payment_terms: Option<String>,
    /// The currency of all its amounts.
    pub currency: CurrencyCode,
    /// Accounting currency for one unit of the currency, as it was posted.
    pub exchange_rate: Rate,
    /// The invoice discount, which the lines share.
    pub invoice_discount_amount: Amount,
    /// Without tax.
    pub net_amount: Amount,
    /// The tax.
    pub tax_amount: Amount,
    /// With tax: what is owed.
    pub total_amount: Amount,
    /// The voucher.
    pub voucher_id: VoucherId,
    /// Its entry in the vendor ledger.
    pub vendor_entry_id: VendorEntryId,
    /// The posted invoice or credit memo that it cancels.
    pub cancels_purchase_invoice_id: Option<PurchaseInvoiceId>,
    /// Whether it only cancels, or makes room for a correction.
    pub cancellation: Option<PurchaseCancellation>,
    /// What became of the goods of the cancelled invoice.
    pub stock: Option<PurchaseCancellationStock>,
    /// Why it cancels, in words.
    pub reason: Option<String>,
    /// The general business posting group that it was posted by.
    pub business_posting_group_id: Option<PostingGroupId>,
    /// Which discounts were posted to accounts of their own.
    pub discount_posting: Option<DiscountPosting>,
    /// Its dimension values.
    pub dimension_set_id: Option<DimensionSetId>,
    /// When it was posted.
    pub recorded_at: DateTime<Utc>,
    /// Who posted it.
    pub recorded_by: String,
}

/// This table is joined from, not to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Partitioned for Entity {
    const LEGAL_ENTITY: Column = Column::LegalEntityId;
    const ID: Column = Column::Id;
}
