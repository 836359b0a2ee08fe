//! Lines of posted receipts; posting fills this table.

use crate::codes::UnitCode;
use crate::exact::{Amount, Quantity};
use crate::ids::{
    AgreementId, AgreementLineId, LegalEntityId, PurchaseOrderLineId, PurchaseReceiptLineId,
};
use crate::partition::Partitioned;
use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

/// What a posted receipt says about one order line.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "purchase_receipt_line")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PurchaseReceiptLineId,
    /// The posted document's number.
    pub document_number: String,
    /// The day it was posted for.
    pub posting_date: NaiveDate,
    /// The order line.
    pub purchase_order_line_id: Option<PurchaseOrderLineId>,
    /// The agreement that the line counts towards.
    pub agreement_id: Option<AgreementId>,
    /// The commitment that the line counts towards.
    pub agreement_line_id: Option<AgreementLineId>,
    /// The quantity.
    pub quantity: Quantity,
    /// Its unit.
    pub unit: UnitCode,
    /// The net amount in the order's currency.
    pub net_amount: Amount,
}

/// This table is joined from, not to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Partitioned for Entity {
    const LEGAL_ENTITY: Column = Column::LegalEntityId;
    const ID: Column = Column::Id;
}
