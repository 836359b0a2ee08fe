//! The commitment ledger: every movement of every commitment (AGR-12).

use crate::exact::{Amount, Quantity};
use crate::ids::{
    AgreementId, AgreementLineId, CommitmentEntryId, LegalEntityId, PurchaseInvoiceLineId,
    PurchaseOrderId, PurchaseOrderLineId, SalesOrderId, SalesOrderLineId,
};
use crate::kinds::CommitmentEntryType;
use crate::partition::Partitioned;
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// One movement of a commitment's balance; written with the balance, never changed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "commitment_entry")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CommitmentEntryId,
    /// The agreement.
    pub agreement_id: AgreementId,
    /// The commitment.
    pub agreement_line_id: AgreementLineId,
    /// The purchase order; none where a sales order counts, or an invoice without an order.
    pub purchase_order_id: Option<PurchaseOrderId>,
    /// The purchase order line.
    pub purchase_order_line_id: Option<PurchaseOrderLineId>,
    /// The posted invoice line that counts without an order.
    pub purchase_invoice_line_id: Option<PurchaseInvoiceLineId>,
    /// The sales order, of agreements with customers.
    pub sales_order_id: Option<SalesOrderId>,
    /// The sales order line.
    pub sales_order_line_id: Option<SalesOrderLineId>,
    /// What happened.
    pub entry_type: CommitmentEntryType,
    /// Change of the quantity released only, in the commitment's unit.
    pub released_quantity: Quantity,
    /// Change of the quantity received and not invoiced.
    pub received_quantity: Quantity,
    /// Change of the quantity invoiced.
    pub invoiced_quantity: Quantity,
    /// Change of the net amount released only.
    pub released_amount: Amount,
    /// Change of the net amount received and not invoiced.
    pub received_amount: Amount,
    /// Change of the net amount invoiced.
    pub invoiced_amount: Amount,
    /// When.
    pub recorded_at: DateTime<Utc>,
    /// Who.
    pub recorded_by: String,
    /// Why, in the operation's words.
    pub reason: String,
}

/// This table is joined from, not to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Partitioned for Entity {
    const LEGAL_ENTITY: Column = Column::LegalEntityId;
    const ID: Column = Column::Id;
}
