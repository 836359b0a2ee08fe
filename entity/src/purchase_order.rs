//! Purchase orders (ORD-1, AGR-8).

use crate::codes::CurrencyCode;
use crate::ids::{
    AgreementId, DimensionSetId, LegalEntityId, PurchaseOrderId, SalesOrderId, VendorId,
};
use crate::kinds::{ChainOrigin, PurchaseOrderSource, PurchaseOrderStatus, PurchaseOrderType};
use crate::partition::{Partitioned, Versioned};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;

/// An order to a vendor.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "purchase_order")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PurchaseOrderId,
    /// Its number, unique in the legal entity.
    pub number: String,
    /// Who sells.
    pub vendor_id: VendorId,
    /// The agreement that was chosen when the order was made; never changed after.
    pub agreement_id: Option<AgreementId>,
    /// The currency of all its amounts.
    pub currency: CurrencyCode,
    /// Where it stands.
    pub status: PurchaseOrderStatus,
    /// What made it.
    pub source: PurchaseOrderSource,
    /// The day it is placed.
    pub order_date: NaiveDate,
    /// The delivery day of lines that name none; the order date where none is named.
    pub delivery_date: Option<NaiveDate>,
    /// Code of the payment terms.
    pub payment_terms: Option<String>,
    /// Code of the delivery terms.
    pub delivery_terms: Option<String>,
    /// Code of the delivery mode.
    pub delivery_mode: Option<String>,
    /// Where it is delivered to.
    pub delivery_address: Option<String>,
    /// Its dimension values.
    pub dimension_set_id: Option<DimensionSetId>,
    /// Number of its latest confirmed version; 0 before the first.
    pub latest_version: i32,
    /// Fingerprint of what the latest version holds.
    pub latest_version_hash: Option<String>,
    /// The highest line number given so far.
    pub last_line_number: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Who made it.
    pub created_by: String,
    /// Whether it orders or sends back.
    pub order_type: PurchaseOrderType,
    /// The vendor's number of the agreed return; returns only (COR-9).
    pub rma_number: Option<String>,
    /// Whether it or the sales order of its trading partner was made first; none outside such trade
    /// (ICO-1).
    pub chain_origin: Option<ChainOrigin>,
    /// The legal entity whose sales order it goes with.
    pub chain_legal_entity_id: Option<LegalEntityId>,
    /// The sales order there.
    pub chain_sales_order_id: Option<SalesOrderId>,
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
