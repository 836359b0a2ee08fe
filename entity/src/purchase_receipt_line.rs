//! Lines of posted receipts.

use crate::codes::UnitCode;
use crate::exact::{Amount, Quantity, Rate};
use crate::ids::{
    AgreementId, AgreementLineId, DimensionSetId, ItemId, LegalEntityId, ProcurementCategoryId,
    PurchaseOrderLineId, PurchaseReceiptId, PurchaseReceiptLineId, VendorId, WarehouseId,
};
use crate::partition::Partitioned;
use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

/// What a posted receipt says about one thing.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "purchase_receipt_line")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PurchaseReceiptLineId,
    /// The receipt.
    pub purchase_receipt_id: PurchaseReceiptId,
    /// Its number within the receipt.
    pub line_number: i32,
    /// The posted document's number.
    pub document_number: String,
    /// The day it is posted for.
    pub posting_date: NaiveDate,
    /// Who sells.
    pub vendor_id: VendorId,
    /// The order line.
    pub purchase_order_line_id: Option<PurchaseOrderLineId>,
    /// The agreement that the line counts towards.
    pub agreement_id: Option<AgreementId>,
    /// The commitment that the line counts towards.
    pub agreement_line_id: Option<AgreementLineId>,
    /// The item; none on category lines.
    pub item_id: Option<ItemId>,
    /// The category; the item's, or the line's own.
    pub procurement_category_id: Option<ProcurementCategoryId>,
    /// What was received, in words.
    pub description: String,
    /// The product variant.
    pub variant: Option<String>,
    /// Where it was received.
    pub warehouse_id: Option<WarehouseId>,
    /// The quantity; below zero where goods left.
    pub quantity: Quantity,
    /// Its unit.
    pub unit: UnitCode,
    /// Base units in one unit.
    pub unit_factor: Rate,
    /// The net amount, at the order's price and in its currency.
    pub net_amount: Amount,
    /// The expected cost, in the accounting currency.
    pub expected_cost: Amount,
    /// The receipt line that it undoes.
    pub undoes_purchase_receipt_line_id: Option<PurchaseReceiptLineId>,
    /// Its dimension values.
    pub dimension_set_id: Option<DimensionSetId>,
}

/// This table is joined from, not to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Partitioned for Entity {
    const LEGAL_ENTITY: Column = Column::LegalEntityId;
    const ID: Column = Column::Id;
}
