//! Sales orders, as far as buying for a sale needs them (ORD-6, ORD-7).

use crate::codes::CurrencyCode;
use crate::ids::{AgreementId, CustomerId, LegalEntityId, PurchaseOrderId, SalesOrderId};
use crate::kinds::{ChainOrigin, SalesOrderStatus};
use crate::partition::{Partitioned, Versioned};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;

/// An order of a customer.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sales_order")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SalesOrderId,
    /// Its number, unique in the legal entity.
    pub number: String,
    /// Who buys.
    pub customer_id: CustomerId,
    /// The currency of all its amounts.
    pub currency: CurrencyCode,
    /// Where it stands; shipping and invoicing progress are derived from its lines.
    pub status: SalesOrderStatus,
    /// The day it was placed.
    pub order_date: NaiveDate,
    /// The delivery day of lines that name none; the order date where none is named.
    pub delivery_date: Option<NaiveDate>,
    /// Where it is delivered to.
    pub delivery_address: Option<String>,
    /// Code of the payment terms.
    pub payment_terms: Option<String>,
    /// The highest line number given so far.
    pub last_line_number: i32,
    /// Whether it or the purchase order of its trading partner was made first; none outside such
    /// trade (ICO-1).
    pub chain_origin: Option<ChainOrigin>,
    /// The legal entity whose purchase order it goes with.
    pub chain_legal_entity_id: Option<LegalEntityId>,
    /// The purchase order there.
    pub chain_purchase_order_id: Option<PurchaseOrderId>,
    /// The agreement that its lines may draw on, chosen when it was made (AGR-8).
    pub agreement_id: Option<AgreementId>,
    /// The customer's own number of the order.
    pub customer_reference: Option<String>,
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
