//! Value entries: the cost of every movement of stock (PST-3, PST-4).

use crate::exact::{Amount, Quantity};
use crate::ids::{
    GlAccountId, ItemChargeId, ItemEntryId, ItemId, LegalEntityId, PurchaseInvoiceLineId,
    ValueEntryId, VoucherId, WarehouseId,
};
use crate::kinds::ValueEntryType;
use crate::partition::Partitioned;
use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

/// One change of the cost of an item entry, in the accounting currency.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "value_entry")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ValueEntryId,
    /// The movement.
    pub item_entry_id: ItemEntryId,
    /// The item.
    pub item_id: ItemId,
    /// The warehouse.
    pub warehouse_id: Option<WarehouseId>,
    /// The product variant.
    pub variant: Option<String>,
    /// What kind of cost it is.
    pub entry_type: ValueEntryType,
    /// The day it is posted for.
    pub posting_date: NaiveDate,
    /// The posted document's number.
    pub document_number: String,
    /// How much of the movement it invoices, in base units.
    pub invoiced_quantity: Quantity,
    /// Change of the expected cost: received and not invoiced.
    pub expected_cost: Amount,
    /// Change of the actual cost.
    pub actual_cost: Amount,
    /// The voucher that it is in; none where it was not posted to the general ledger.
    pub voucher_id: Option<VoucherId>,
    /// The account that the actual cost was posted to.
    pub inventory_gl_account_id: Option<GlAccountId>,
    /// The account that the expected cost was posted to; none where it was not.
    pub interim_gl_account_id: Option<GlAccountId>,
    /// The counterpart of the actual cost.
    pub applied_gl_account_id: Option<GlAccountId>,
    /// The counterpart of the expected cost.
    pub accrual_gl_account_id: Option<GlAccountId>,
    /// The invoice line that it came with.
    pub purchase_invoice_line_id: Option<PurchaseInvoiceLineId>,
    /// The charge that it is.
    pub item_charge_id: Option<ItemChargeId>,
}

/// What the table points at.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Its item.
    #[sea_orm(
        belongs_to = "super::item::Entity",
        from = "(Column::LegalEntityId, Column::ItemId)",
        to = "(super::item::Column::LegalEntityId, super::item::Column::Id)"
    )]
    Item,
}

impl Related<super::item::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Item.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

impl Partitioned for Entity {
    const LEGAL_ENTITY: Column = Column::LegalEntityId;
    const ID: Column = Column::Id;
}
