//! Posted receipts, return shipments and undone receipts (PST-1, PST-8).

use crate::codes::CurrencyCode;
use crate::ids::{LegalEntityId, PurchaseOrderId, PurchaseReceiptId, VendorId, VoucherId};
use crate::kinds::PurchaseReceiptType;
use crate::partition::Partitioned;
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;

/// Goods that have arrived, or have been sent back.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "purchase_receipt")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PurchaseReceiptId,
    /// Its number, unique in the legal entity.
    pub number: String,
    /// What happened.
    pub receipt_type: PurchaseReceiptType,
    /// Who sells.
    pub vendor_id: VendorId,
    /// The order; none where an invoice without an order received.
    pub purchase_order_id: Option<PurchaseOrderId>,
    /// The vendor's number of the shipment.
    pub vendor_shipment_number: Option<String>,
    /// The day it is posted for.
    pub posting_date: NaiveDate,
    /// The currency of the amounts.
    pub currency: CurrencyCode,
    /// The voucher of its expected cost; none where none is posted.
    pub voucher_id: Option<VoucherId>,
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
