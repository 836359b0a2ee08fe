//! Legal entities of the same database that ours trades with (ICO-1, ICO-2).

use crate::ids::{CustomerId, LegalEntityId, TradingPartnerId, VendorId};
use crate::kinds::{OrderNumbering, TradedInvoice};
use crate::partition::{Partitioned, Versioned};
use sea_orm::entity::prelude::*;

/// What a legal entity says of another that it trades with. Trade begins when the other says the
/// same of it; each says what holds for its own documents.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "trading_partner")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TradingPartnerId,
    /// The other legal entity; of one pair there is one row on each side.
    pub partner_legal_entity_id: LegalEntityId,
    /// The vendor that it is to us; none where we do not buy from it.
    pub vendor_id: Option<VendorId>,
    /// The customer that it is to us; none where we do not sell to it.
    pub customer_id: Option<CustomerId>,
    /// How our orders are numbered that follow from its orders.
    pub order_numbering: OrderNumbering,
    /// Whether prices may be changed on our orders that follow from its orders.
    pub price_changes_allowed: bool,
    /// Whether discounts may be changed on our orders that follow from its orders.
    pub discount_changes_allowed: bool,
    /// Whether what it ships is received with us at once.
    pub receipt_from_shipment: bool,
    /// What its sales invoices make with us.
    pub invoice_from_sales_invoice: TradedInvoice,
    /// Whether terms of our agreements that go with its may be changed while they are effective
    /// (ICO-3).
    pub agreement_changes_allowed: bool,
    /// Whether the trade has been stopped.
    pub blocked: bool,
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
