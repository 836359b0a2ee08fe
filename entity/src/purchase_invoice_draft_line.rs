//! Lines of invoices that are not posted.

use crate::codes::UnitCode;
use crate::exact::{Percent, Price, Quantity, Rate};
use crate::ids::{
    AgreementLineId, DimensionSetId, GlAccountId, ItemChargeId, ItemId, LegalEntityId,
    ProcurementCategoryId, PurchaseInvoiceDraftId, PurchaseInvoiceDraftLineId,
    PurchaseInvoiceLineId, PurchaseOrderLineId, PurchaseReceiptLineId, WarehouseId,
};
use crate::kinds::PurchaseInvoiceLineType;
use crate::partition::{Partitioned, Versioned};
use sea_orm::entity::prelude::*;

/// One thing that is invoiced.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "purchase_invoice_draft_line")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PurchaseInvoiceDraftLineId,
    /// The invoice.
    pub purchase_invoice_draft_id: PurchaseInvoiceDraftId,
    /// Its number within the invoice, never used twice.
    pub line_number: i32,
    /// What it is.
    pub line_type: PurchaseInvoiceLineType,
    /// The order line that it invoices.
    pub purchase_order_line_id: Option<PurchaseOrderLineId>,
    /// The receipt line that it invoices; the oldest of the order line if none.
    pub purchase_receipt_line_id: Option<PurchaseReceiptLineId>,
    /// The posted invoice line that it reverses.
    pub of_purchase_invoice_line_id: Option<PurchaseInvoiceLineId>,
    /// The commitment that it counts towards without an order.
    pub agreement_line_id: Option<AgreementLineId>,
    /// The item.
    pub item_id: Option<ItemId>,
    /// The category; the item's, or the line's own.
    pub procurement_category_id: Option<ProcurementCategoryId>,
    /// The account; account lines only.
    pub gl_account_id: Option<GlAccountId>,
    /// The charge; charge lines only.
    pub item_charge_id: Option<ItemChargeId>,
    /// What is invoiced, in words.
    pub description: String,
    /// The product variant.
    pub variant: Option<String>,
    /// Where it is received.
    pub warehouse_id: Option<WarehouseId>,
    /// The quantity; below zero on credit memos.
    pub quantity: Quantity,
    /// Its unit; none on account and charge lines.
    pub unit: Option<UnitCode>,
    /// Base units in one unit.
    pub unit_factor: Rate,
    /// The price per price unit.
    pub unit_price: Price,
    /// How many units the price is for.
    pub price_unit: Quantity,
    /// Discount in percent.
    pub discount_percent: Percent,
    /// Discount as an amount per price unit.
    pub discount_amount: Price,
    /// Its dimension values.
    pub dimension_set_id: Option<DimensionSetId>,
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
