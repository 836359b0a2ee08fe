//! Posting sales invoices.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::id::local;
use crate::graphql::page::payload;
use crate::graphql::scalar::{Date, Decimal};
use crate::usecase::sales_invoice::post;

use super::object::SalesInvoice;

/// What is invoiced of a sales line.
#[derive(InputObject, Clone, Debug)]
pub struct SalesInvoiceLineInput {
    /// The sales line.
    sales_order_line_id: ID,
    /// How much, in the line's unit; no more than has left and is not invoiced.
    quantity: Decimal,
}

/// An invoice to a customer.
#[derive(InputObject, Clone, Debug)]
pub struct SalesInvoicePostInput {
    /// The order.
    sales_order_id: ID,
    /// The day it is posted for; today when left out.
    posting_date: Option<Date>,
    /// The date on the document, that terms count from; the posting date when left out.
    document_date: Option<Date>,
    /// What is invoiced; all that has left and is not invoiced when left out.
    #[graphql(default)]
    lines: Vec<SalesInvoiceLineInput>,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

payload! {
    /// What came of `salesInvoicePost`.
    SalesInvoicePostPayload,
    /// The posted invoice; none when refused.
    sales_invoice: SalesInvoice, entity::sales_invoice::Model
}

/// Posting sales invoices.
#[derive(Default)]
pub struct SalesInvoiceMutation;

/// Posting sales invoices.
#[Object]
impl SalesInvoiceMutation {
    /// Invoices what has left of a sales order: sales, output tax and what the customer owes.
    async fn sales_invoice_post(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The invoice.")] input: SalesInvoicePostInput,
    ) -> Result<SalesInvoicePostPayload> {
        let line = |line: &SalesInvoiceLineInput| post::Invoiced {
            line: local(&line.sales_order_line_id),
            quantity: line.quantity.0,
        };
        let ask = post::Post {
            order: local(&input.sales_order_id),
            posting_date: input.posting_date.map(|day| day.0),
            document_date: input.document_date.map(|day| day.0),
            lines: input.lines.iter().map(line).collect(),
        };
        Ok(ctx
            .write(Permission::SalesPost, input.preview, ask)
            .await?
            .into())
    }
}
