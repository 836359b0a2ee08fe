//! Changing sales lines.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result};

use crate::auth::Permission;
use crate::graphql::commitment::link::{LinkConflictPolicy, PriceAfterUnlink};
use crate::graphql::context::Ask;
use crate::graphql::id::{local, local_opt};
use crate::graphql::scalar::{Date, Decimal};
use crate::graphql::warning::warned;
use crate::usecase::sales_order_line::{link, unlink, update};

use super::object::SalesOrderLine;

/// Changes to a sales line. What is left out stays.
#[derive(InputObject, Clone, Debug)]
pub struct SalesOrderLineUpdateInput {
    /// The line.
    id: ID,
    /// The version that the change is based on.
    version: i32,
    /// What happens if the change would break the line's link to its commitment.
    #[graphql(default_with = "LinkConflictPolicy::Reject")]
    on_link_conflict: LinkConflictPolicy,
    /// What is sold, in words.
    description: Option<String>,
    /// The product variant; null takes it away.
    variant: MaybeUndefined<String>,
    /// How much; not below what has left.
    quantity: Option<Decimal>,
    /// The unit.
    unit: Option<String>,
    /// The price per price unit.
    unit_price: Option<Decimal>,
    /// How many units that price is for.
    price_unit: Option<Decimal>,
    /// Discount in percent.
    discount_percent: Option<Decimal>,
    /// Discount as an amount per price unit.
    discount_amount: Option<Decimal>,
    /// The requested delivery day.
    delivery_date: Option<Date>,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

/// A sales line that is to be linked to a commitment.
#[derive(InputObject, Clone, Debug)]
pub struct SalesOrderLineLinkInput {
    /// The line.
    id: ID,
    /// The version that the caller saw.
    version: i32,
    /// The commitment; the best that fits when left out.
    agreement_line_id: Option<ID>,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

/// A sales line whose link is to be removed.
#[derive(InputObject, Clone, Debug)]
pub struct SalesOrderLineUnlinkInput {
    /// The line.
    id: ID,
    /// The version that the caller saw.
    version: i32,
    /// What becomes of its price.
    price: PriceAfterUnlink,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

warned! {
    /// What came of `salesOrderLineUpdate`.
    SalesOrderLineUpdatePayload,
    /// The line; none when refused.
    sales_order_line: SalesOrderLine, entity::sales_order_line::Model
}

warned! {
    /// What came of `salesOrderLineLink`.
    SalesOrderLineLinkPayload,
    /// The line; none when refused.
    sales_order_line: SalesOrderLine, entity::sales_order_line::Model
}

warned! {
    /// What came of `salesOrderLineUnlink`.
    SalesOrderLineUnlinkPayload,
    /// The line; none when refused.
    sales_order_line: SalesOrderLine, entity::sales_order_line::Model
}

/// Changing sales lines.
#[derive(Default)]
pub struct SalesOrderLineMutation;

/// Changing sales lines.
#[Object]
impl SalesOrderLineMutation {
    /// Changes a sales line. One that a vendor is to deliver straight to the customer stays. A
    /// change that would break its link meets `onLinkConflict`; a delivery day outside the
    /// commitment's validity is refused as long as the line is linked.
    async fn sales_order_line_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: SalesOrderLineUpdateInput,
    ) -> Result<SalesOrderLineUpdatePayload> {
        let ask = update::Update {
            id: local(&input.id),
            version: input.version,
            on_link_conflict: input.on_link_conflict.into(),
            description: input.description,
            variant: input.variant.into(),
            quantity: input.quantity.map(|value| value.0),
            unit: input.unit,
            unit_price: input.unit_price.map(|value| value.0),
            price_unit: input.price_unit.map(|value| value.0),
            discount_percent: input.discount_percent.map(|value| value.0),
            discount_amount: input.discount_amount.map(|value| value.0),
            delivery_date: input.delivery_date.map(|day| day.0),
        };
        Ok(ctx
            .write(Permission::SalesWrite, input.preview, ask)
            .await?
            .into())
    }

    /// Links a sales line of an item to a commitment of its order's agreement, and copies what it
    /// governs.
    async fn sales_order_line_link(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The line and the commitment.")] input: SalesOrderLineLinkInput,
    ) -> Result<SalesOrderLineLinkPayload> {
        let ask = link::Link {
            id: local(&input.id),
            version: input.version,
            agreement_line: local_opt(input.agreement_line_id.as_ref()),
        };
        Ok(ctx
            .write(Permission::SalesWrite, input.preview, ask)
            .await?
            .into())
    }

    /// Removes a sales line's link, of which nothing is invoiced; it stops counting towards the
    /// commitment.
    async fn sales_order_line_unlink(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The line.")] input: SalesOrderLineUnlinkInput,
    ) -> Result<SalesOrderLineUnlinkPayload> {
        let ask = unlink::Unlink {
            id: local(&input.id),
            version: input.version,
            price: input.price.into(),
            even_if_invoiced: false,
        };
        Ok(ctx
            .write(Permission::SalesWrite, input.preview, ask)
            .await?
            .into())
    }
}
