//! Changing sales lines.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::id::local;
use crate::graphql::page::payload;
use crate::graphql::scalar::{Date, Decimal};
use crate::usecase::sales_order_line::update;

use super::object::SalesOrderLine;

/// Changes to a sales line. What is left out stays.
#[derive(InputObject, Clone, Debug)]
pub struct SalesOrderLineUpdateInput {
    /// The line.
    id: ID,
    /// The version that the change is based on.
    version: i32,
    /// What is sold, in words.
    description: Option<String>,
    /// How much; not below what has left.
    quantity: Option<Decimal>,
    /// The price per unit.
    unit_price: Option<Decimal>,
    /// Discount in percent.
    discount_percent: Option<Decimal>,
    /// The requested delivery day.
    delivery_date: Option<Date>,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

payload! {
    /// What came of `salesOrderLineUpdate`.
    SalesOrderLineUpdatePayload,
    /// The line; none when refused.
    sales_order_line: SalesOrderLine, entity::sales_order_line::Model
}

/// Changing sales lines.
#[derive(Default)]
pub struct SalesOrderLineMutation;

/// Changing sales lines.
#[Object]
impl SalesOrderLineMutation {
    /// Changes a sales line. One that a vendor is to deliver straight to the customer stays.
    async fn sales_order_line_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: SalesOrderLineUpdateInput,
    ) -> Result<SalesOrderLineUpdatePayload> {
        let ask = update::Update {
            id: local(&input.id),
            version: input.version,
            description: input.description,
            quantity: input.quantity.map(|value| value.0),
            unit_price: input.unit_price.map(|value| value.0),
            discount_percent: input.discount_percent.map(|value| value.0),
            delivery_date: input.delivery_date.map(|day| day.0),
        };
        Ok(ctx
            .write(Permission::SalesWrite, input.preview, ask)
            .await?
            .into())
    }
}
