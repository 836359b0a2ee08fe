//! What clients say of a sales order.

use async_graphql::{ID, InputObject};

use crate::graphql::id::local_opt;
use crate::graphql::scalar::{CurrencyCode, Date, Decimal};
use crate::usecase::sales_order_line::wanted::Wanted;

/// A new line: of an item, or of an account, or a comment where it names neither.
#[derive(InputObject, Clone, Debug)]
pub struct SalesOrderLineInput {
    /// The item.
    item_id: Option<ID>,
    /// The account of the general ledger, where there is no item.
    gl_account_id: Option<ID>,
    /// What is sold, in words; the item's or the account's name when left out.
    description: Option<String>,
    /// The product variant.
    variant: Option<String>,
    /// The warehouse it is delivered from.
    warehouse_id: Option<ID>,
    /// How much; left out on comments.
    quantity: Option<Decimal>,
    /// Code of its unit; the item's base unit when left out.
    unit: Option<String>,
    /// The price per price unit; left out on comments, and where a commitment gives it.
    unit_price: Option<Decimal>,
    /// How many units the price is for; 1 when left out.
    price_unit: Option<Decimal>,
    /// Discount in percent.
    discount_percent: Option<Decimal>,
    /// Discount as an amount per price unit.
    discount_amount: Option<Decimal>,
    /// Whether the vendor delivers straight to the customer.
    #[graphql(default)]
    drop_shipment: bool,
    /// The requested delivery day; the order's when left out.
    delivery_date: Option<Date>,
    /// The commitment of the order's agreement that the line has to draw on; the best that fits, if
    /// any, when left out.
    agreement_line_id: Option<ID>,
}

/// A new sales order.
#[derive(InputObject, Clone, Debug)]
pub struct SalesOrderCreateInput {
    /// Its number; left out where the sequence gives it.
    pub(super) number: Option<String>,
    /// Who buys; the agreement's customer when left out.
    pub(super) customer_id: Option<ID>,
    /// The agreement that its lines may draw on.
    pub(super) agreement_id: Option<ID>,
    /// Whether the agreement's currency is taken; else the customer's.
    #[graphql(default = true)]
    pub(super) take_currency: bool,
    /// Whether the agreement's delivery address is taken.
    #[graphql(default = true)]
    pub(super) take_delivery_address: bool,
    /// Its currency; the agreement's or the customer's when left out.
    pub(super) currency: Option<CurrencyCode>,
    /// The day it was placed; today when left out.
    pub(super) order_date: Option<Date>,
    /// The delivery day of lines that name none; the order date when left out.
    pub(super) delivery_date: Option<Date>,
    /// Where it is delivered to; the agreement's or the customer's address when left out.
    pub(super) delivery_address: Option<String>,
    /// Code of the payment terms; the agreement's or the customer's when left out.
    pub(super) payment_terms: Option<String>,
    /// The customer's own number of the order.
    pub(super) customer_reference: Option<String>,
    /// Its lines.
    #[graphql(default)]
    pub(super) lines: Vec<SalesOrderLineInput>,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    pub(super) preview: bool,
}

impl From<SalesOrderLineInput> for Wanted {
    fn from(line: SalesOrderLineInput) -> Self {
        Self {
            item: local_opt(line.item_id.as_ref()),
            account: local_opt(line.gl_account_id.as_ref()),
            description: line.description,
            variant: line.variant,
            warehouse: local_opt(line.warehouse_id.as_ref()),
            quantity: line.quantity.map(|value| value.0),
            unit: line.unit,
            unit_price: line.unit_price.map(|value| value.0),
            price_unit: line.price_unit.map(|value| value.0),
            discount_percent: line.discount_percent.map(|value| value.0),
            discount_amount: line.discount_amount.map(|value| value.0),
            drop_shipment: line.drop_shipment,
            delivery_date: line.delivery_date.map(|value| value.0),
            commitment: local_opt(line.agreement_line_id.as_ref()),
            twin: None,
        }
    }
}
