//! Which received goods a charge of an invoice that is not posted is for.

use crate::exact::Quantity;
use crate::ids::{
    LegalEntityId, PurchaseChargeAssignmentId, PurchaseInvoiceDraftLineId, PurchaseReceiptLineId,
};
use crate::partition::Partitioned;
use sea_orm::entity::prelude::*;

/// A receipt line that a charge is added to.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "purchase_charge_assignment")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PurchaseChargeAssignmentId,
    /// The charge line.
    pub purchase_invoice_draft_line_id: PurchaseInvoiceDraftLineId,
    /// The receipt line.
    pub purchase_receipt_line_id: PurchaseReceiptLineId,
    /// Its share of the charge, relative to the others'.
    pub weight: Quantity,
}

/// This table is joined from, not to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Partitioned for Entity {
    const LEGAL_ENTITY: Column = Column::LegalEntityId;
    const ID: Column = Column::Id;
}
