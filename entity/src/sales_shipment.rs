//! Posted shipments (ORD-6).

use crate::ids::{CustomerId, LegalEntityId, SalesOrderId, SalesShipmentId, VoucherId};
use crate::partition::Partitioned;
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;

/// Goods that have left for a customer.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sales_shipment")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SalesShipmentId,
    /// Its number, unique in the legal entity.
    pub number: String,
    /// Who buys.
    pub customer_id: CustomerId,
    /// The order.
    pub sales_order_id: Option<SalesOrderId>,
    /// The day it is posted for.
    pub posting_date: NaiveDate,
    /// The voucher of its cost; none where none is posted.
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
