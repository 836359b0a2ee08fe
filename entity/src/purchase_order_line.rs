//! Lines of purchase orders (ORD-3).

use crate::codes::UnitCode;
use crate::exact::{Amount, Percent, Price, Quantity, Rate};
use crate::ids::{
    AgreementLineId, DimensionSetId, ItemId, LegalEntityId, ProcurementCategoryId, PurchaseOrderId,
    PurchaseOrderLineId, PurchaseReceiptLineId, SalesOrderLineId, SiteId, TradeAgreementId,
    WarehouseId,
};
use crate::kinds::PriceSource;
use crate::partition::{Partitioned, Versioned};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;

/// One thing that is ordered.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "purchase_order_line")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PurchaseOrderLineId,
    /// The order.
    pub purchase_order_id: PurchaseOrderId,
    /// Its number within the order, never used twice.
    pub line_number: i32,
    /// The item; none on category lines.
    pub item_id: Option<ItemId>,
    /// The category; the item's, or the line's own where there is no item.
    pub procurement_category_id: Option<ProcurementCategoryId>,
    /// What is bought, in words.
    pub description: String,
    /// The product variant.
    pub variant: Option<String>,
    /// The site it is delivered to.
    pub site_id: Option<SiteId>,
    /// The warehouse it is delivered to.
    pub warehouse_id: Option<WarehouseId>,
    /// The ordered quantity; below zero on returns, as all of its parts are.
    pub quantity: Quantity,
    /// Its unit.
    pub unit: UnitCode,
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
    /// The net amount of the whole ordered quantity.
    pub net_amount: Amount,
    /// The requested delivery day.
    pub delivery_date: NaiveDate,
    /// Where it is delivered to, if not where the order is.
    pub delivery_address: Option<String>,
    /// Its dimension values.
    pub dimension_set_id: Option<DimensionSetId>,
    /// The commitment that the line is linked to.
    pub agreement_line_id: Option<AgreementLineId>,
    /// Where the unit price and the price unit came from.
    pub price_source: PriceSource,
    /// Where the discount percent came from.
    pub discount_percent_source: PriceSource,
    /// Where the discount amount came from.
    pub discount_amount_source: PriceSource,
    /// The commitment that gave price or discount, also after the link was removed.
    pub price_agreement_line_id: Option<AgreementLineId>,
    /// The agreement's confirmed version at that moment; 0 for none.
    pub price_agreement_version: i32,
    /// The trade agreement that gave the price.
    pub price_trade_agreement_id: Option<TradeAgreementId>,
    /// The trade agreement that gave the discount.
    pub discount_trade_agreement_id: Option<TradeAgreementId>,
    /// How the commitment was found, or why none was, in words.
    pub match_trace: Option<String>,
    /// Quantity that was ordered and given up.
    pub cancelled_quantity: Quantity,
    /// Quantity that has arrived.
    pub received_quantity: Quantity,
    /// Quantity that has been invoiced.
    pub invoiced_quantity: Quantity,
    /// Net amount that has been invoiced.
    pub invoiced_amount: Amount,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Who made it.
    pub created_by: String,
    /// By how much receipts have raised the ordered quantity (PST-6).
    pub over_receipt_quantity: Quantity,
    /// The sales line whose customer gets it straight from the vendor (ORD-6).
    pub sales_order_line_id: Option<SalesOrderLineId>,
    /// The receipt line that a return sends back (COR-8).
    pub returned_purchase_receipt_line_id: Option<PurchaseReceiptLineId>,
    /// The line of the trading partner's sales order that it goes with (ICO-1).
    pub chain_sales_order_line_id: Option<SalesOrderLineId>,
    /// Counts the row's changes, from 1.
    pub row_version: i32,
}

/// What an order line is read together with.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Its order.
    #[sea_orm(
        belongs_to = "super::purchase_order::Entity",
        from = "(Column::LegalEntityId, Column::PurchaseOrderId)",
        to = "(super::purchase_order::Column::LegalEntityId, super::purchase_order::Column::Id)"
    )]
    PurchaseOrder,
    /// The commitment it is linked to.
    #[sea_orm(
        belongs_to = "super::agreement_line::Entity",
        from = "(Column::LegalEntityId, Column::AgreementLineId)",
        to = "(super::agreement_line::Column::LegalEntityId, super::agreement_line::Column::Id)"
    )]
    AgreementLine,
}

impl Related<super::purchase_order::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::PurchaseOrder.def()
    }
}

impl Related<super::agreement_line::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::AgreementLine.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

impl Partitioned for Entity {
    const LEGAL_ENTITY: Column = Column::LegalEntityId;
    const ID: Column = Column::Id;
}

impl Versioned for Entity {
    const ROW_VERSION: Column = Column::RowVersion;
}
