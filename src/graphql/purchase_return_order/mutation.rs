//! Making return orders.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::dimension_set::input::{DimensionValueInput, pairs};
use crate::graphql::id::local_opt;
use crate::graphql::purchase_order::object::PurchaseOrder;
use crate::graphql::scalar::{Date, Decimal};
use crate::graphql::warning::warned;
use crate::usecase::purchase_return_order::create;

/// What goes back: of a receipt line, or of a posted invoice line.
#[derive(InputObject, Clone, Debug)]
pub struct PurchaseReturnOrderLineInput {
    /// The receipt line that it came with.
    purchase_receipt_line_id: Option<ID>,
    /// The posted invoice line that charged it.
    purchase_invoice_line_id: Option<ID>,
    /// How much, below zero and in the line's unit; all that did not go back yet when left out.
    quantity: Option<Decimal>,
    /// Whether the commitment that it was bought under gets it back.
    #[graphql(default = true)]
    linked: bool,
}

/// A new return order.
#[derive(InputObject, Clone, Debug)]
pub struct PurchaseReturnOrderCreateInput {
    /// Its number; left out where the sequence gives it.
    number: Option<String>,
    /// The vendor's number of the return.
    rma_number: String,
    /// The receipt of which everything goes back that did not yet.
    purchase_receipt_id: Option<ID>,
    /// The posted invoice of which everything goes back that did not yet.
    purchase_invoice_id: Option<ID>,
    /// The day it is placed; today when left out.
    order_date: Option<Date>,
    /// Dimension values.
    #[graphql(default)]
    dimensions: Vec<DimensionValueInput>,
    /// What goes back.
    #[graphql(default)]
    lines: Vec<PurchaseReturnOrderLineInput>,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

warned! {
    /// What came of `purchaseReturnOrderCreate`.
    PurchaseReturnOrderCreatePayload,
    /// The return order; none when refused.
    purchase_order: PurchaseOrder, entity::purchase_order::Model
}

/// Making return orders.
#[derive(Default)]
pub struct PurchaseReturnOrderMutation;

/// Making return orders.
#[Object]
impl PurchaseReturnOrderMutation {
    /// Makes an order that sends goods back at what they cost: it is shipped by
    /// `purchaseReceiptPost` and credited by a credit memo. What was invoiced goes back at the
    /// price of its invoice, with its share of the invoice discount; what was not, at the order's.
    /// Nothing goes back that did already, or that is on another return order.
    async fn purchase_return_order_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The return order.")] input: PurchaseReturnOrderCreateInput,
    ) -> Result<PurchaseReturnOrderCreatePayload> {
        let line = |line: &PurchaseReturnOrderLineInput| create::Returning {
            receipt_line: local_opt(line.purchase_receipt_line_id.as_ref()),
            invoice_line: local_opt(line.purchase_invoice_line_id.as_ref()),
            quantity: line.quantity.map(|own| own.0),
            linked: line.linked,
        };
        let ask = create::Create {
            number: input.number,
            rma_number: input.rma_number,
            receipt: local_opt(input.purchase_receipt_id.as_ref()),
            invoice: local_opt(input.purchase_invoice_id.as_ref()),
            order_date: input.order_date.map(|day| day.0),
            dimensions: pairs(input.dimensions),
            lines: input.lines.iter().map(line).collect(),
        };
        Ok(ctx
            .write(Permission::PurchaseOrderWrite, input.preview, ask)
            .await?
            .into())
    }
}
