//! Writing drafts of invoices and credit memos.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::dimension_set::input::{DimensionValueInput, pairs};
use crate::graphql::id::{edit_date, edit_id, local, local_opt};
use crate::graphql::kinds::PurchaseInvoiceType;
use crate::graphql::page::payload;
use crate::graphql::removal::removal;
use crate::graphql::scalar::{CurrencyCode, Date, Decimal};
use crate::usecase::purchase_invoice_draft::header::HeaderEdit;
use crate::usecase::purchase_invoice_draft::sale::Sale;
use crate::usecase::purchase_invoice_draft::{approve, create, delete, update};

use super::input::PurchaseInvoiceDraftLineInput;
use super::object::PurchaseInvoiceDraft;

/// A new invoice or credit memo.
#[derive(InputObject, Clone, Debug)]
pub struct PurchaseInvoiceDraftCreateInput {
    /// Whether it is an invoice or a credit memo.
    #[graphql(default_with = "PurchaseInvoiceType::Invoice")]
    document_type: PurchaseInvoiceType,
    /// Who sells; that of what it is made of when left out.
    vendor_id: Option<ID>,
    /// The order that it invoices: all that has arrived and is not invoiced, unless lines are
    /// given.
    purchase_order_id: Option<ID>,
    /// Receipts of one vendor and currency that it invoices: all of them that is not invoiced.
    #[graphql(default)]
    purchase_receipt_ids: Vec<ID>,
    /// The posted invoice that a credit memo gives back: all that was not given back before.
    reverses_purchase_invoice_id: Option<ID>,
    /// The sales order whose items are bought: quantities, units and words are copied, prices are
    /// found. The vendor is that of all the items, where they have the same one.
    sales_order_id: Option<ID>,
    /// Which lines of the sales order; all when left out. Comments are left out.
    #[graphql(default)]
    sales_order_line_ids: Vec<ID>,
    /// The posted sales invoice whose items are bought, in the same way.
    sales_invoice_id: Option<ID>,
    /// Which lines of the sales invoice; all when left out. Comments are left out.
    #[graphql(default)]
    sales_invoice_line_ids: Vec<ID>,
    /// The agreement that lines without an order count towards and are priced by.
    agreement_id: Option<ID>,
    /// Its currency; that of what it is made of, or the vendor's, when left out.
    currency: Option<CurrencyCode>,
    /// The vendor's own number of it.
    vendor_invoice_number: Option<String>,
    /// The day it shall be posted for; the day of posting when left out.
    posting_date: Option<Date>,
    /// The date on the document, that terms count from; the posting date when left out.
    document_date: Option<Date>,
    /// When it is to be paid; by the terms when left out.
    due_date: Option<Date>,
    /// Code of the payment terms; the order's or the vendor's when left out.
    payment_terms: Option<String>,
    /// Invoice discount in percent of what may be discounted.
    invoice_discount_percent: Option<Decimal>,
    /// Invoice discount in money, below zero on credit memos.
    invoice_discount_amount: Option<Decimal>,
    /// The total on the vendor's paper, with tax and below zero on credit memos, to compare with.
    document_total: Option<Decimal>,
    /// The vendor entry that a credit memo is applied to when it is posted.
    applies_to_vendor_entry_id: Option<ID>,
    /// Dimension values.
    #[graphql(default)]
    dimensions: Vec<DimensionValueInput>,
    /// Its lines, after those of what it is made of.
    #[graphql(default)]
    lines: Vec<PurchaseInvoiceDraftLineInput>,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

/// Changes to a draft. What is left out stays.
#[derive(InputObject, Clone, Debug)]
pub struct PurchaseInvoiceDraftUpdateInput {
    /// The draft.
    id: ID,
    /// The version that the change is based on.
    version: i32,
    /// The vendor's own number of it; null takes it away.
    vendor_invoice_number: MaybeUndefined<String>,
    /// The day it shall be posted for; null takes it away.
    posting_date: MaybeUndefined<Date>,
    /// The date on the document; null takes it away.
    document_date: MaybeUndefined<Date>,
    /// When it is to be paid; null leaves it to the terms.
    due_date: MaybeUndefined<Date>,
    /// Code of the payment terms; null takes them away.
    payment_terms: MaybeUndefined<String>,
    /// Invoice discount in percent of what may be discounted.
    invoice_discount_percent: Option<Decimal>,
    /// Invoice discount in money, below zero on credit memos.
    invoice_discount_amount: Option<Decimal>,
    /// The total on the vendor's paper; null takes it away.
    document_total: MaybeUndefined<Decimal>,
    /// The vendor entry that a credit memo is applied to when it is posted; null for none.
    applies_to_vendor_entry_id: MaybeUndefined<ID>,
    /// Dimension values.
    dimensions: Option<Vec<DimensionValueInput>>,
    /// All its lines; those that were there are gone.
    lines: Option<Vec<PurchaseInvoiceDraftLineInput>>,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

/// A draft that is to go.
#[derive(InputObject, Clone, Debug)]
pub struct PurchaseInvoiceDraftDeleteInput {
    /// The draft.
    id: ID,
    /// The version that the caller saw.
    version: i32,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

/// A draft that is approved in spite of its discrepancies.
#[derive(InputObject, Clone, Debug)]
pub struct PurchaseInvoiceDraftApproveInput {
    /// The draft.
    id: ID,
    /// The version that the approver saw.
    version: i32,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

payload! {
    /// What came of `purchaseInvoiceDraftCreate`.
    PurchaseInvoiceDraftCreatePayload,
    /// The draft; none when refused.
    purchase_invoice_draft: PurchaseInvoiceDraft, entity::purchase_invoice_draft::Model
}

payload! {
    /// What came of `purchaseInvoiceDraftUpdate`.
    PurchaseInvoiceDraftUpdatePayload,
    /// The draft; none when refused.
    purchase_invoice_draft: PurchaseInvoiceDraft, entity::purchase_invoice_draft::Model
}

payload! {
    /// What came of `purchaseInvoiceDraftApprove`.
    PurchaseInvoiceDraftApprovePayload,
    /// The draft; none when refused.
    purchase_invoice_draft: PurchaseInvoiceDraft, entity::purchase_invoice_draft::Model
}

removal! {
    /// What came of `purchaseInvoiceDraftDelete`.
    PurchaseInvoiceDraftDeletePayload, PurchaseInvoiceDraftId
}

/// Chosen lines without a document are looked for in one that does not exist.
fn sales(input: &PurchaseInvoiceDraftCreateInput) -> Vec<Sale> {
    let mut sales = Vec::new();
    if input.sales_order_id.is_some() || !input.sales_order_line_ids.is_empty() {
        let order = input.sales_order_id.clone().unwrap_or_default();
        let lines = input.sales_order_line_ids.iter().map(local).collect();
        sales.push(Sale::Order(local(&order), lines));
    }
    if input.sales_invoice_id.is_some() || !input.sales_invoice_line_ids.is_empty() {
        let invoice = input.sales_invoice_id.clone().unwrap_or_default();
        let lines = input.sales_invoice_line_ids.iter().map(local).collect();
        sales.push(Sale::Invoice(local(&invoice), lines));
    }
    sales
}

/// Writing drafts of invoices and credit memos.
#[derive(Default)]
pub struct PurchaseInvoiceDraftMutation;

/// Writing drafts of invoices and credit memos.
#[Object]
impl PurchaseInvoiceDraftMutation {
    /// Makes a draft: of an order, of receipts, of a posted invoice that is given back, or freely.
    async fn purchase_invoice_draft_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The draft.")] input: PurchaseInvoiceDraftCreateInput,
    ) -> Result<PurchaseInvoiceDraftCreatePayload> {
        let preview = input.preview;
        let sales = sales(&input);
        let dimensions = Some(pairs(input.dimensions)).filter(|own| !own.is_empty());
        let ask = create::Create {
            document_type: input.document_type.into(),
            vendor: local_opt(input.vendor_id.as_ref()),
            order: local_opt(input.purchase_order_id.as_ref()),
            receipts: input.purchase_receipt_ids.iter().map(local).collect(),
            reverses: local_opt(input.reverses_purchase_invoice_id.as_ref()),
            sales,
            agreement: local_opt(input.agreement_id.as_ref()),
            currency: input.currency.map(|code| code.0),
            header: HeaderEdit {
                vendor_invoice_number: input.vendor_invoice_number.map(Some),
                posting_date: input.posting_date.map(|day| Some(day.0)),
                document_date: input.document_date.map(|day| Some(day.0)),
                due_date: input.due_date.map(|day| Some(day.0)),
                payment_terms: input.payment_terms.map(Some),
                invoice_discount_percent: input.invoice_discount_percent.map(|own| own.0),
                invoice_discount_amount: input.invoice_discount_amount.map(|own| own.0),
                document_total: input.document_total.map(|own| Some(own.0)),
                vendor_entry: local_opt(input.applies_to_vendor_entry_id.as_ref()).map(Some),
                dimensions,
            },
            lines: input.lines.into_iter().map(Into::into).collect(),
        };
        Ok(ctx
            .write(Permission::PurchaseInvoiceWrite, preview, ask)
            .await?
            .into())
    }

    /// Changes a draft: its header, and its lines as a whole. An approval is taken back.
    async fn purchase_invoice_draft_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: PurchaseInvoiceDraftUpdateInput,
    ) -> Result<PurchaseInvoiceDraftUpdatePayload> {
        let preview = input.preview;
        let ask = update::Update {
            id: local(&input.id),
            version: input.version,
            header: HeaderEdit {
                vendor_invoice_number: input.vendor_invoice_number.into(),
                posting_date: edit_date(input.posting_date),
                document_date: edit_date(input.document_date),
                due_date: edit_date(input.due_date),
                payment_terms: input.payment_terms.into(),
                invoice_discount_percent: input.invoice_discount_percent.map(|own| own.0),
                invoice_discount_amount: input.invoice_discount_amount.map(|own| own.0),
                document_total: Option::from(input.document_total.map_value(|own| own.0)),
                vendor_entry: edit_id(input.applies_to_vendor_entry_id),
                dimensions: input.dimensions.map(pairs),
            },
            lines: input
                .lines
                .map(|own| own.into_iter().map(Into::into).collect()),
        };
        Ok(ctx
            .write(Permission::PurchaseInvoiceWrite, preview, ask)
            .await?
            .into())
    }

    /// Throws a draft away.
    async fn purchase_invoice_draft_delete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The draft.")] input: PurchaseInvoiceDraftDeleteInput,
    ) -> Result<PurchaseInvoiceDraftDeletePayload> {
        let ask = delete::Delete {
            id: local(&input.id),
            version: input.version,
        };
        Ok(ctx
            .write(Permission::PurchaseInvoiceWrite, input.preview, ask)
            .await?
            .into())
    }

    /// Approves a draft, so that it can be posted in spite of discrepancies that may be approved.
    async fn purchase_invoice_draft_approve(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The draft.")] input: PurchaseInvoiceDraftApproveInput,
    ) -> Result<PurchaseInvoiceDraftApprovePayload> {
        let ask = approve::Approve {
            id: local(&input.id),
            version: input.version,
        };
        Ok(ctx
            .write(Permission::PurchaseInvoiceApprove, input.preview, ask)
            .await?
            .into())
    }
}
