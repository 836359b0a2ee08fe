//! Writing order lines.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result};

use crate::auth::Permission;
use crate::graphql::commitment::link::{LinkConflictPolicy, PriceAfterUnlink};
use crate::graphql::context::Ask;
use crate::graphql::dimension_set::input::{DimensionValueInput, pairs};
use crate::graphql::id::{edit_id, local, local_opt};
use crate::graphql::removal::removal;
use crate::graphql::scalar::{Date, Decimal};
use crate::graphql::warning::warned;
use crate::usecase::purchase_order_line::{add, cancel_remainder, link, remove, unlink, update};

use super::input::PurchaseOrderLineInput;
use super::object::PurchaseOrderLine;

/// A line for an order.
#[derive(InputObject, Clone, Debug)]
pub struct PurchaseOrderLineAddInput {
    /// The order.
    purchase_order_id: ID,
    /// The line.
    line: PurchaseOrderLineInput,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

/// Changes to an order line. What is left out stays.
#[derive(InputObject, Clone, Debug)]
pub struct PurchaseOrderLineUpdateInput {
    /// The line.
    id: ID,
    /// The version that the change is based on.
    version: i32,
    /// What happens if the change would break the line's link to its commitment.
    #[graphql(default_with = "LinkConflictPolicy::Reject")]
    on_link_conflict: LinkConflictPolicy,
    /// What is bought, in words.
    description: Option<String>,
    /// The product variant; null takes it away.
    variant: MaybeUndefined<String>,
    /// The site it is delivered to; null takes it away.
    site_id: MaybeUndefined<ID>,
    /// The warehouse it is delivered to; null takes it away.
    warehouse_id: MaybeUndefined<ID>,
    /// How much.
    quantity: Option<Decimal>,
    /// The unit.
    unit: Option<String>,
    /// A price to be used instead of the one found.
    unit_price: Option<Decimal>,
    /// How many units that price is for.
    price_unit: Option<Decimal>,
    /// A discount in percent to be used instead of the one found.
    discount_percent: Option<Decimal>,
    /// A discount per price unit to be used instead of the one found.
    discount_amount: Option<Decimal>,
    /// The delivery day.
    delivery_date: Option<Date>,
    /// Where it is delivered to, if not where the order is; null takes it away.
    delivery_address: MaybeUndefined<String>,
    /// Dimension values.
    dimensions: Option<Vec<DimensionValueInput>>,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

/// An order line that is to go.
#[derive(InputObject, Clone, Debug)]
pub struct PurchaseOrderLineRemoveInput {
    /// The line.
    id: ID,
    /// The version that the caller saw.
    version: i32,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

/// An order line that is to be linked to a commitment.
#[derive(InputObject, Clone, Debug)]
pub struct PurchaseOrderLineLinkInput {
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

/// An order line whose link is to be removed.
#[derive(InputObject, Clone, Debug)]
pub struct PurchaseOrderLineUnlinkInput {
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

/// An order line of which the rest is given up.
#[derive(InputObject, Clone, Debug)]
pub struct PurchaseOrderLineCancelRemainderInput {
    /// The line.
    id: ID,
    /// The version that the caller saw.
    version: i32,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

warned! {
    /// What came of `purchaseOrderLineAdd`.
    PurchaseOrderLineAddPayload,
    /// The order line; none when refused.
    purchase_order_line: PurchaseOrderLine, entity::purchase_order_line::Model
}

warned! {
    /// What came of `purchaseOrderLineUpdate`.
    PurchaseOrderLineUpdatePayload,
    /// The order line; none when refused.
    purchase_order_line: PurchaseOrderLine, entity::purchase_order_line::Model
}

warned! {
    /// What came of `purchaseOrderLineLink`.
    PurchaseOrderLineLinkPayload,
    /// The order line; none when refused.
    purchase_order_line: PurchaseOrderLine, entity::purchase_order_line::Model
}

warned! {
    /// What came of `purchaseOrderLineUnlink`.
    PurchaseOrderLineUnlinkPayload,
    /// The order line; none when refused.
    purchase_order_line: PurchaseOrderLine, entity::purchase_order_line::Model
}

warned! {
    /// What came of `purchaseOrderLineCancelRemainder`.
    PurchaseOrderLineCancelRemainderPayload,
    /// The order line; none when refused.
    purchase_order_line: PurchaseOrderLine, entity::purchase_order_line::Model
}

removal! {
    /// What came of `purchaseOrderLineRemove`.
    PurchaseOrderLineRemovePayload, PurchaseOrderLineId
}

/// Writing order lines.
#[derive(Default)]
pub struct PurchaseOrderLineMutation;

/// Writing order lines.
#[Object]
impl PurchaseOrderLineMutation {
    /// Adds a line to an order; it is linked to the order's agreement where it fits.
    async fn purchase_order_line_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The line.")] input: PurchaseOrderLineAddInput,
    ) -> Result<PurchaseOrderLineAddPayload> {
        let ask = add::Add {
            order: local(&input.purchase_order_id),
            line: input.line.into(),
        };
        Ok(ctx
            .write(Permission::PurchaseOrderWrite, input.preview, ask)
            .await?
            .into())
    }

    /// Changes an order line. A change that would break its link meets `onLinkConflict`; a delivery
    /// day outside the commitment's validity is refused as long as the line is linked.
    async fn purchase_order_line_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: PurchaseOrderLineUpdateInput,
    ) -> Result<PurchaseOrderLineUpdatePayload> {
        let preview = input.preview;
        let ask = update::Update {
            id: local(&input.id),
            version: input.version,
            on_link_conflict: input.on_link_conflict.into(),
            description: input.description,
            variant: input.variant.into(),
            site: edit_id(input.site_id),
            warehouse: edit_id(input.warehouse_id),
            quantity: input.quantity.map(|value| value.0),
            unit: input.unit,
            unit_price: input.unit_price.map(|value| value.0),
            price_unit: input.price_unit.map(|value| value.0),
            discount_percent: input.discount_percent.map(|value| value.0),
            discount_amount: input.discount_amount.map(|value| value.0),
            delivery_date: input.delivery_date.map(|value| value.0),
            delivery_address: input.delivery_address.into(),
            dimensions: input.dimensions.map(pairs),
            by_sale: false,
        };
        Ok(ctx
            .write(Permission::PurchaseOrderWrite, preview, ask)
            .await?
            .into())
    }

    /// Removes a line from an order that was never confirmed.
    async fn purchase_order_line_remove(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The line.")] input: PurchaseOrderLineRemoveInput,
    ) -> Result<PurchaseOrderLineRemovePayload> {
        let ask = remove::Remove {
            id: local(&input.id),
            version: input.version,
        };
        Ok(ctx
            .write(Permission::PurchaseOrderWrite, input.preview, ask)
            .await?
            .into())
    }

    /// Links an order line to a commitment of its order's agreement, and copies its price.
    async fn purchase_order_line_link(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The line and the commitment.")] input: PurchaseOrderLineLinkInput,
    ) -> Result<PurchaseOrderLineLinkPayload> {
        let ask = link::Link {
            id: local(&input.id),
            version: input.version,
            agreement_line: local_opt(input.agreement_line_id.as_ref()),
        };
        Ok(ctx
            .write(Permission::PurchaseOrderWrite, input.preview, ask)
            .await?
            .into())
    }

    /// Removes an order line's link; it stops counting towards the commitment.
    async fn purchase_order_line_unlink(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The line.")] input: PurchaseOrderLineUnlinkInput,
    ) -> Result<PurchaseOrderLineUnlinkPayload> {
        let ask = unlink::Unlink {
            id: local(&input.id),
            version: input.version,
            price: input.price.into(),
            even_if_invoiced: ctx.session().may(Permission::PurchaseOrderUnlinkInvoiced),
        };
        Ok(ctx
            .write(Permission::PurchaseOrderWrite, input.preview, ask)
            .await?
            .into())
    }

    /// Gives up what of an order line has not arrived; its commitment gets it back.
    async fn purchase_order_line_cancel_remainder(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The line.")] input: PurchaseOrderLineCancelRemainderInput,
    ) -> Result<PurchaseOrderLineCancelRemainderPayload> {
        let ask = cancel_remainder::CancelRemainder {
            id: local(&input.id),
            version: input.version,
        };
        Ok(ctx
            .write(Permission::PurchaseOrderCancel, input.preview, ask)
            .await?
            .into())
    }
}
