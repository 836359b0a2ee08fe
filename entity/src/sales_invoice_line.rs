//! Lines of posted sales invoices.

use crate::codes::UnitCode;
use crate::exact::{Amount, Percent, Price, Quantity, Rate};
use crate::ids::{
    GlAccountId, ItemId, LegalEntityId, SalesInvoiceId, SalesInvoiceLineId, SalesOrderLineId,
};
use crate::kinds::SalesLineType;
use crate::partition::Partitioned;
use sea_orm::entity::prelude::*;

/// What a posted sales invoice says about one thing.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sales_invoice_line")]
pub struct Model {
    /// The legal entity that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: LegalEntityId,
    /// The row within its legal entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SalesInvoiceLineId,
    /// The invoice.
    pub sales_invoice_id: SalesInvoiceId,
    /// Its number within the invoice.
    pub line_number: i32,
    /// What it is.
    pub line_type: SalesLineType,
    /// The order line.
    pub sales_order_line_id: Option<SalesOrderLineId>,
    /// The item.
    pub item_id: Option<ItemId>,
    /// The account; account lines only.
    pub gl_account_id: Option<GlAccountId>,
    /// What was invoiced, in words.
    pub description: String,
    /// The quantity.
    pub quantity: Quantity,
    /// Its unit.
    pub unit: Option<UnitCode>,
    /// Base units in one unit.
    pub unit_factor: Rate,
    /// The price per unit.
    pub unit_price: Price,
    /// Discount in percent.
    pub discount_percent: Percent,
    /// Without tax.
    pub net_amount: Amount,
    /// The tax rate.
    pub tax_percent: Percent,
    /// The tax.
    pub tax_amount: Amount,
}

/// This table is joined from, not to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Partitioned for Entity {
    const LEGAL_ENTITY: Column = Column::LegalEntityId;
    const ID: Column = Column::Id;
}
