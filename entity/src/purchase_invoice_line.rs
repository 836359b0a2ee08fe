//! Lines of posted invoices.

use crate::codes::UnitCode;
use crate::exact::{Amount, Percent, Price, Quantity, Rate};
use crate::ids::{
    AgreementId, AgreementLineId, DimensionSetId, GlAccountId, ItemChargeId, ItemId, LegalEntityId,
    PostingGroupId, ProcurementCategoryId, PurchaseInvoiceId, PurchaseInvoiceLineId,
    PurchaseOrderLineId, VendorId, WarehouseId,
};
use crate::kinds::PurchaseInvoiceLineType;
use crate::partition::Partitioned;
use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

/// What a posted invoice says about one thing.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "purchase_invoice_line")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PurchaseInvoiceLineId,
    /// The invoice.
    pub purchase_invoice_id: PurchaseInvoiceId,
    /// Its number within the invoice.
    pub line_number: i32,
    /// The posted document's number.
    pub document_number: String,
    /// The day it is posted for.
    pub posting_date: NaiveDate,
    /// Who sells.
    pub vendor_id: VendorId,
    /// What it is.
    pub line_type: PurchaseInvoiceLineType,
    /// The order line.
    pub purchase_order_line_id: Option<PurchaseOrderLineId>,
    /// The agreement that the line counts towards.
    pub agreement_id: Option<AgreementId>,
    /// The commitment that the line counts towards.
    pub agreement_line_id: Option<AgreementLineId>,
    /// The item.
    pub item_id: Option<ItemId>,
    /// The category; the item's, or the line's own.
    pub procurement_category_id: Option<ProcurementCategoryId>,
    /// The account; account lines only.
    pub gl_account_id: Option<GlAccountId>,
    /// The charge; charge lines only.
    pub item_charge_id: Option<ItemChargeId>,
    /// What was invoiced, in words.
    pub description: String,
    /// The product variant.
    pub variant: Option<String>,
    /// Where it was received.
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
    /// What both discounts come to.
    pub line_discount_amount: Amount,
    /// Its share of the invoice discount.
    pub invoice_discount_amount: Amount,
    /// Without tax, after all discounts, in the invoice's currency.
    pub net_amount: Amount,
    /// The tax rate.
    pub tax_percent: Percent,
    /// The tax.
    pub tax_amount: Amount,
    /// The general product posting group that it was posted by.
    pub product_posting_group_id: Option<PostingGroupId>,
    /// The tax product group that it was posted by.
    pub tax_product_posting_group_id: Option<PostingGroupId>,
    /// The posted line that it reverses.
    pub reverses_purchase_invoice_line_id: Option<PurchaseInvoiceLineId>,
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
