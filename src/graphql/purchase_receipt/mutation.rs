//! Posting receipts.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::id::local;
use crate::graphql::page::payload;
use crate::graphql::scalar::{Date, Decimal};
use crate::usecase::purchase_receipt::{post, undo};

use super::object::PurchaseReceipt;

/// What arrives of an order line.
#[derive(InputObject, Clone, Debug)]
pub struct PurchaseReceiptLineInput {
    /// The order line.
    purchase_order_line_id: ID,
    /// How much, in the line's unit; below zero on return orders.
    quantity: Decimal,
}

impl From<PurchaseReceiptLineInput> for post::Arriving {
    fn from(input: PurchaseReceiptLineInput) -> Self {
        Self {
            line: local(&input.purchase_order_line_id),
            quantity: input.quantity.0,
        }
    }
}

/// A receipt.
#[derive(InputObject, Clone, Debug)]
pub struct PurchaseReceiptPostInput {
    /// The order.
    purchase_order_id: ID,
    /// The day it is posted for; today when left out.
    posting_date: Option<Date>,
    /// The vendor's number of the shipment.
    vendor_shipment_number: Option<String>,
    /// What arrives; all that is outstanding when left out.
    #[graphql(default)]
    lines: Vec<PurchaseReceiptLineInput>,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

/// A receipt that is undone.
#[derive(InputObject, Clone, Debug)]
pub struct PurchaseReceiptUndoInput {
    /// The receipt.
    id: ID,
    /// Which of its lines; all when left out.
    #[graphql(default)]
    line_ids: Vec<ID>,
    /// The day it is posted for; today when left out.
    posting_date: Option<Date>,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

payload! {
    /// What came of `purchaseReceiptPost`.
    PurchaseReceiptPostPayload,
    /// The posted receipt; none when refused.
    purchase_receipt: PurchaseReceipt, entity::purchase_receipt::Model
}

payload! {
    /// What came of `purchaseReceiptUndo`.
    PurchaseReceiptUndoPayload,
    /// The receipt that undoes the other; none when refused.
    purchase_receipt: PurchaseReceipt, entity::purchase_receipt::Model
}

/// Posting receipts.
#[derive(Default)]
pub struct PurchaseReceiptMutation;

/// Posting receipts.
#[Object]
impl PurchaseReceiptMutation {
    /// Posts what has arrived of an order, or what a return order sends back: stock, expected cost
    /// and the commitments' received part move with it.
    async fn purchase_receipt_post(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The receipt.")] input: PurchaseReceiptPostInput,
    ) -> Result<PurchaseReceiptPostPayload> {
        let ask = post::Post {
            order: local(&input.purchase_order_id),
            posting_date: input.posting_date.map(|day| day.0),
            vendor_shipment_number: input.vendor_shipment_number,
            lines: input.lines.into_iter().map(Into::into).collect(),
        };
        Ok(ctx
            .write(Permission::PurchaseReceiptPost, input.preview, ask)
            .await?
            .into())
    }

    /// Undoes a receipt, or some of its lines, that is not invoiced and still in stock.
    async fn purchase_receipt_undo(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The receipt.")] input: PurchaseReceiptUndoInput,
    ) -> Result<PurchaseReceiptUndoPayload> {
        let ask = undo::Undo {
            id: local(&input.id),
            lines: input.line_ids.iter().map(local).collect(),
            posting_date: input.posting_date.map(|day| day.0),
        };
        Ok(ctx
            .write(Permission::PurchaseReceiptPost, input.preview, ask)
            .await?
            .into())
    }
}
