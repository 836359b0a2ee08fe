//! Which receipt lines an invoice line invoices (PST-7).

use crate::exact::Quantity;
use crate::ids::{
    LegalEntityId, PurchaseInvoiceLineId, PurchaseInvoiceMatchId, PurchaseReceiptLineId,
};
use crate::partition::Partitioned;
use sea_orm::entity::prelude::*;

/// A quantity of a receipt line that an invoice line invoices.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "purchase_invoice_match")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PurchaseInvoiceMatchId,
    /// The invoice line.
    pub purchase_invoice_line_id: PurchaseInvoiceLineId,
    /// The receipt line.
    pub purchase_receipt_line_id: PurchaseReceiptLineId,
    /// How much, in the receipt line's unit; the sign is the invoice line's.
    pub quantity: Quantity,
}

/// This table is joined from, not to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Partitioned for Entity {
    const LEGAL_ENTITY: Column = Column::LegalEntityId;
    const ID: Column = Column::Id;
}
