//! Lines of sales orders.

use crate::codes::UnitCode;
use crate::exact::{Amount, Percent, Price, Quantity, Rate};
use crate::ids::{
    AgreementLineId, GlAccountId, ItemId, LegalEntityId, PurchaseOrderLineId, SalesOrderId,
    SalesOrderLineId, WarehouseId,
};
use crate::kinds::{PriceSource, SalesLineType};
use crate::partition::{Partitioned, Versioned};
use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

/// One thing that is sold, or a comment.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sales_order_line")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SalesOrderLineId,
    /// The order.
    pub sales_order_id: SalesOrderId,
    /// Its number within the order, never used twice.
    pub line_number: i32,
    /// What it is.
    pub line_type: SalesLineType,
    /// The item; item lines only.
    pub item_id: Option<ItemId>,
    /// The account; account lines only.
    pub gl_account_id: Option<GlAccountId>,
    /// What is sold, in words.
    pub description: String,
    /// The product variant.
    pub variant: Option<String>,
    /// The warehouse it is delivered from.
    pub warehouse_id: Option<WarehouseId>,
    /// The ordered quantity; 0 on comments.
    pub quantity: Quantity,
    /// Its unit; none on comments.
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
    /// The net amount of the whole ordered quantity.
    pub net_amount: Amount,
    /// Whether the vendor delivers straight to the customer.
    pub drop_shipment: bool,
    /// The requested delivery day.
    pub delivery_date: NaiveDate,
    /// Quantity that has left.
    pub shipped_quantity: Quantity,
    /// Quantity that has been invoiced.
    pub invoiced_quantity: Quantity,
    /// The line of the trading partner's purchase order that it goes with (ICO-1).
    pub chain_purchase_order_line_id: Option<PurchaseOrderLineId>,
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
    /// How the commitment was found, or why none was, in words.
    pub match_trace: Option<String>,
    /// Quantity that was ordered and given up.
    pub cancelled_quantity: Quantity,
    /// Net amount that has been invoiced, as far as the line could be linked then.
    pub invoiced_amount: Amount,
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
