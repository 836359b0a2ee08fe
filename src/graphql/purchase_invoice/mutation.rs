//! Posting, cancelling and correcting invoices.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::id::local;
use crate::graphql::kinds::PurchaseCancellationStock;
use crate::graphql::page::payload;
use crate::graphql::purchase_invoice_draft::object::PurchaseInvoiceDraft;
use crate::graphql::scalar::Date;
use crate::usecase::purchase_invoice::{cancel, correct, post};

use super::object::PurchaseInvoice;

/// A draft that is to be posted.
#[derive(InputObject, Clone, Debug)]
pub struct PurchaseInvoicePostInput {
    /// The draft.
    purchase_invoice_draft_id: ID,
    /// The version that the caller saw, if it matters.
    version: Option<i32>,
    /// The day it is posted for; the draft's, or today, when left out.
    posting_date: Option<Date>,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

/// A posted invoice that is to be cancelled, or a credit memo that cancels one.
#[derive(InputObject, Clone, Debug)]
pub struct PurchaseInvoiceCancelInput {
    /// The posted document.
    id: ID,
    /// What becomes of the goods: when left out, those that came with a receipt of an order stay,
    /// and those that came with the invoice go back.
    stock: Option<PurchaseCancellationStock>,
    /// The day it is posted for; that of the cancelled document when left out.
    posting_date: Option<Date>,
    /// The vendor's own number of the cancelling document.
    vendor_invoice_number: Option<String>,
    /// Why, in words.
    reason: Option<String>,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

payload! {
    /// What came of `purchaseInvoicePost`.
    PurchaseInvoicePostPayload,
    /// The posted document; none when refused.
    purchase_invoice: PurchaseInvoice, entity::purchase_invoice::Model
}

payload! {
    /// What came of `purchaseInvoiceCancel`.
    PurchaseInvoiceCancelPayload,
    /// The document that cancels the other; none when refused.
    purchase_invoice: PurchaseInvoice, entity::purchase_invoice::Model
}

payload! {
    /// What came of `purchaseInvoiceCorrect`.
    PurchaseInvoiceCorrectPayload,
    /// The copy that is to be edited and posted; none when refused.
    purchase_invoice_draft: PurchaseInvoiceDraft, entity::purchase_invoice_draft::Model
}

/// A posted invoice that is to be corrected.
#[derive(InputObject, Clone, Debug)]
pub struct PurchaseInvoiceCorrectInput {
    /// The posted invoice.
    id: ID,
    /// What becomes of the goods while it is corrected: when left out, those that came with a
    /// receipt of an order stay, and those that came with the invoice go back.
    stock: Option<PurchaseCancellationStock>,
    /// The day the cancellation is posted for; that of the invoice when left out.
    posting_date: Option<Date>,
    /// Why, in words.
    reason: Option<String>,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

/// Posting, cancelling and correcting invoices.
#[derive(Default)]
pub struct PurchaseInvoiceMutation;

/// Posting, cancelling and correcting invoices.
#[Object]
impl PurchaseInvoiceMutation {
    /// Posts a draft: ledgers, stock, order and commitments move together, and the draft is gone.
    async fn purchase_invoice_post(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The draft.")] input: PurchaseInvoicePostInput,
    ) -> Result<PurchaseInvoicePostPayload> {
        let ask = post::Post {
            draft: local(&input.purchase_invoice_draft_id),
            version: input.version,
            posting_date: input.posting_date.map(|day| day.0),
        };
        Ok(ctx
            .write(Permission::PurchaseInvoicePost, input.preview, ask)
            .await?
            .into())
    }

    /// Cancels a posted invoice of which nothing is paid, by a credit memo that is applied to it;
    /// or cancels such a credit memo again, by an invoice.
    async fn purchase_invoice_cancel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The posted document.")] input: PurchaseInvoiceCancelInput,
    ) -> Result<PurchaseInvoiceCancelPayload> {
        let ask = cancel::Cancel {
            id: local(&input.id),
            stock: input.stock.map(Into::into),
            posting_date: input.posting_date.map(|day| day.0),
            vendor_invoice_number: input.vendor_invoice_number,
            reason: input.reason,
        };
        Ok(ctx
            .write(Permission::PurchaseInvoicePost, input.preview, ask)
            .await?
            .into())
    }

    /// Corrects a posted invoice of which nothing is paid: it is cancelled, and a copy is opened to
    /// be edited and posted.
    async fn purchase_invoice_correct(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The posted invoice.")] input: PurchaseInvoiceCorrectInput,
    ) -> Result<PurchaseInvoiceCorrectPayload> {
        let ask = correct::Correct {
            cancel: cancel::Cancel {
                id: local(&input.id),
                stock: input.stock.map(Into::into),
                posting_date: input.posting_date.map(|day| day.0),
                vendor_invoice_number: None,
                reason: input.reason,
            },
        };
        Ok(ctx
            .write(Permission::PurchaseInvoicePost, input.preview, ask)
            .await?
            .into())
    }
}
