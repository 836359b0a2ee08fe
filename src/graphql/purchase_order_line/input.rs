//! An order line as it is asked for.

use async_graphql::{ID, InputObject};

use crate::graphql::dimension_set::input::{DimensionValueInput, pairs};
use crate::graphql::id::local_opt;
use crate::graphql::scalar::{Date, Decimal};
use crate::usecase::purchase_order_line::wanted::Wanted;

/// An order line to be made.
#[derive(InputObject, Clone, Debug)]
pub struct PurchaseOrderLineInput {
    /// The item; left out on category lines.
    item_id: Option<ID>,
    /// The category, where there is no item.
    procurement_category_id: Option<ID>,
    /// What is bought, in words; the item's name when left out.
    description: Option<String>,
    /// The product variant.
    variant: Option<String>,
    /// The site it is delivered to.
    site_id: Option<ID>,
    /// The warehouse it is delivered to.
    warehouse_id: Option<ID>,
    /// How much.
    quantity: Decimal,
    /// The unit; the item's purchase unit when left out.
    unit: Option<String>,
    /// A price to be used instead of the one found.
    unit_price: Option<Decimal>,
    /// How many units that price is for; 1 when left out.
    price_unit: Option<Decimal>,
    /// A discount in percent to be used instead of the one found.
    discount_percent: Option<Decimal>,
    /// A discount per price unit to be used instead of the one found.
    discount_amount: Option<Decimal>,
    /// The delivery day; the order's when left out.
    delivery_date: Option<Date>,
    /// Where it is delivered to, if not where the order is.
    delivery_address: Option<String>,
    /// Dimension values; they win over those of order and agreement.
    #[graphql(default)]
    dimensions: Vec<DimensionValueInput>,
}

impl From<PurchaseOrderLineInput> for Wanted {
    fn from(input: PurchaseOrderLineInput) -> Self {
        Self {
            item: local_opt(input.item_id.as_ref()),
            category: local_opt(input.procurement_category_id.as_ref()),
            description: input.description,
            variant: input.variant,
            site: local_opt(input.site_id.as_ref()),
            warehouse: local_opt(input.warehouse_id.as_ref()),
            quantity: input.quantity.0,
            unit: input.unit,
            unit_price: input.unit_price.map(|value| value.0),
            price_unit: input.price_unit.map(|value| value.0),
            discount_percent: input.discount_percent.map(|value| value.0),
            discount_amount: input.discount_amount.map(|value| value.0),
            delivery_date: input.delivery_date.map(|value| value.0),
            delivery_address: input.delivery_address,
            dimensions: pairs(input.dimensions),
            unfound: None,
            twin: None,
        }
    }
}
