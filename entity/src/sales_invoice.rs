//! Posted sales invoices (ORD-7).

use crate::codes::CurrencyCode;
use crate::exact::{Amount, Rate};
use crate::ids::{
    CustomerEntryId, CustomerId, LegalEntityId, SalesInvoiceId, SalesOrderId, VoucherId,
};
use crate::partition::Partitioned;
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;

/// A posted invoice to a customer.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sales_invoice")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SalesInvoiceId,
    /// Its number, unique in the legal entity.
    pub number: String,
    /// Who buys.
    pub customer_id: CustomerId,
    /// The order that it was made from.
    pub sales_order_id: Option<SalesOrderId>,
    /// The day it is posted for.
    pub posting_date: NaiveDate,
    /// The date on the document.
    pub document_date: NaiveDate,
    /// When it is to be paid.
    pub due_date: NaiveDate,
    /// The currency of all its amounts.
    pub currency: CurrencyCode,
    /// Accounting currency for one unit of the currency, as it was posted.
    pub exchange_rate: Rate,
    /// Without tax.
    pub net_amount: Amount,
    /// The tax.
    pub tax_amount: Amount,
    /// With tax: what the customer owes.
    pub total_amount: Amount,
    /// The voucher.
    pub voucher_id: VoucherId,
    /// Its entry in the customer ledger.
    pub customer_entry_id: CustomerEntryId,
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
