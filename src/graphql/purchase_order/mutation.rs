//! Writing purchase orders.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use entity::kinds::PurchaseOrderSource as Source;

use crate::auth::Permission;
use crate::graphql::context::{Answer, Ask};
use crate::graphql::dimension_set::input::{DimensionValueInput, pairs};
use crate::graphql::id::{edit_date, local, local_opt};
use crate::graphql::kinds::PurchaseOrderSource;
use crate::graphql::page::payload;
use crate::graphql::purchase_invoice::object::PurchaseInvoice;
use crate::graphql::purchase_order_line::input::PurchaseOrderLineInput;
use crate::graphql::purchase_receipt::mutation::PurchaseReceiptLineInput;
use crate::graphql::scalar::{CurrencyCode, Date, Decimal};
use crate::graphql::user_error::UserError;
use crate::graphql::warning::{Warning, warned};
use crate::usecase::outcome::WarnedAll;
use crate::usecase::purchase_order::{cancel, confirm, create, firm, post, update};

use super::object::PurchaseOrder;

/// A new order.
#[derive(InputObject, Clone, Debug)]
pub struct PurchaseOrderCreateInput {
    /// Its number; left out where the sequence gives it.
    number: Option<String>,
    /// Who sells; the agreement's vendor when left out.
    vendor_id: Option<ID>,
    /// The agreement that it draws on; only now can one be chosen.
    agreement_id: Option<ID>,
    /// Whether the agreement's currency is taken; else the vendor's.
    #[graphql(default = true)]
    take_agreement_currency: bool,
    /// Whether the agreement's delivery address is taken.
    #[graphql(default = true)]
    take_agreement_delivery_address: bool,
    /// Its currency; the agreement's or the vendor's when left out.
    currency: Option<CurrencyCode>,
    /// The day it is placed; today when left out.
    order_date: Option<Date>,
    /// The delivery day of lines that name none; the order date when left out.
    delivery_date: Option<Date>,
    /// Code of the payment terms; the agreement's or the vendor's when left out.
    payment_terms: Option<String>,
    /// Code of the delivery terms; the agreement's or the vendor's when left out.
    delivery_terms: Option<String>,
    /// Code of the delivery mode; the agreement's or the vendor's when left out.
    delivery_mode: Option<String>,
    /// Where it is delivered to; the agreement's address when left out.
    delivery_address: Option<String>,
    /// Dimension values; they win over the agreement's.
    #[graphql(default)]
    dimensions: Vec<DimensionValueInput>,
    /// Its lines.
    #[graphql(default)]
    lines: Vec<PurchaseOrderLineInput>,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

/// Changes to an order's header. What is left out stays.
#[derive(InputObject, Clone, Debug)]
pub struct PurchaseOrderUpdateInput {
    /// The order.
    id: ID,
    /// The version that the change is based on.
    version: i32,
    /// The day it is placed.
    order_date: Option<Date>,
    /// The delivery day of new lines that name none; null takes it away.
    delivery_date: MaybeUndefined<Date>,
    /// Code of the payment terms; null takes it away.
    payment_terms: MaybeUndefined<String>,
    /// Code of the delivery terms; null takes it away.
    delivery_terms: MaybeUndefined<String>,
    /// Code of the delivery mode; null takes it away.
    delivery_mode: MaybeUndefined<String>,
    /// Where it is delivered to; null takes it away.
    delivery_address: MaybeUndefined<String>,
    /// Dimension values of new lines.
    dimensions: Option<Vec<DimensionValueInput>>,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

/// An order that is to be confirmed.
#[derive(InputObject, Clone, Debug)]
pub struct PurchaseOrderConfirmInput {
    /// The order.
    id: ID,
    /// The version of the row that the caller saw, if it matters.
    version: Option<i32>,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

/// An order that is to be cancelled.
#[derive(InputObject, Clone, Debug)]
pub struct PurchaseOrderCancelInput {
    /// The order.
    id: ID,
    /// The version that the caller saw.
    version: i32,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

/// Something that is to be ordered indirectly.
#[derive(InputObject, Clone, Debug)]
pub struct PurchaseOrderFirmLineInput {
    /// Who sells; the item's default vendor when left out.
    vendor_id: Option<ID>,
    /// What is wanted.
    line: PurchaseOrderLineInput,
}

/// What is to be ordered indirectly.
#[derive(InputObject, Clone, Debug)]
pub struct PurchaseOrderFirmInput {
    /// What asks for it.
    source: PurchaseOrderSource,
    /// Whether agreements are searched; as the legal entity decided when left out.
    find_agreements: Option<bool>,
    /// The day the orders are placed; today when left out.
    order_date: Option<Date>,
    /// What is wanted.
    lines: Vec<PurchaseOrderFirmLineInput>,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

warned! {
    /// What came of `purchaseOrderCreate`.
    PurchaseOrderCreatePayload,
    /// The order; none when refused.
    purchase_order: PurchaseOrder, entity::purchase_order::Model
}

/// What arrives together with its invoice.
#[derive(InputObject, Clone, Debug)]
pub struct PurchaseOrderPostInput {
    /// The order.
    id: ID,
    /// The day both are posted for; today when left out.
    posting_date: Option<Date>,
    /// The date on the invoice, that terms count from; the posting date when left out.
    document_date: Option<Date>,
    /// The vendor's number of the shipment.
    vendor_shipment_number: Option<String>,
    /// The vendor's own number of the invoice.
    vendor_invoice_number: Option<String>,
    /// The total on the vendor's paper, with tax and below zero on return orders, to compare with.
    document_total: Option<Decimal>,
    /// What arrives and is invoiced; all that is outstanding when left out.
    #[graphql(default)]
    lines: Vec<PurchaseReceiptLineInput>,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

payload! {
    /// What came of `purchaseOrderPost`.
    PurchaseOrderPostPayload,
    /// The posted invoice, or the credit memo of a return order; none when refused.
    purchase_invoice: PurchaseInvoice, entity::purchase_invoice::Model
}

payload! {
    /// What came of `purchaseOrderUpdate`.
    PurchaseOrderUpdatePayload,
    /// The order; none when refused.
    purchase_order: PurchaseOrder, entity::purchase_order::Model
}

payload! {
    /// What came of `purchaseOrderConfirm`.
    PurchaseOrderConfirmPayload,
    /// The order; none when refused.
    purchase_order: PurchaseOrder, entity::purchase_order::Model
}

payload! {
    /// What came of `purchaseOrderCancel`.
    PurchaseOrderCancelPayload,
    /// The order; none when refused.
    purchase_order: PurchaseOrder, entity::purchase_order::Model
}

/// What came of `purchaseOrderFirm`.
#[derive(SimpleObject)]
pub struct PurchaseOrderFirmPayload {
    /// The orders, one for each vendor and agreement; none when refused.
    purchase_orders: Vec<PurchaseOrder>,
    /// What is unusual about them, though allowed.
    warnings: Vec<Warning>,
    /// Why it was refused; empty when it was done.
    user_errors: Vec<UserError>,
}

impl From<Answer<WarnedAll<entity::purchase_order::Model>>> for PurchaseOrderFirmPayload {
    fn from(answer: Answer<WarnedAll<entity::purchase_order::Model>>) -> Self {
        match answer {
            Answer::Done(done, view) => {
                let order = |row| PurchaseOrder::new(row, view.clone());
                Self {
                    purchase_orders: done.rows.into_iter().map(order).collect(),
                    warnings: done.warnings.into_iter().map(Into::into).collect(),
                    user_errors: Vec::new(),
                }
            }
            Answer::Refused(refusals) => Self {
                purchase_orders: Vec::new(),
                warnings: Vec::new(),
                user_errors: refusals.into_iter().map(Into::into).collect(),
            },
        }
    }
}

/// Writing purchase orders.
#[derive(Default)]
pub struct PurchaseOrderMutation;

/// Writing purchase orders.
#[Object]
impl PurchaseOrderMutation {
    /// Makes an order, with or without an agreement. With one, its terms are copied and lines that
    /// fit a commitment are linked to it.
    async fn purchase_order_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The order.")] input: PurchaseOrderCreateInput,
    ) -> Result<PurchaseOrderCreatePayload> {
        let preview = input.preview;
        let ask = create::Create {
            number: input.number,
            vendor: local_opt(input.vendor_id.as_ref()),
            agreement: local_opt(input.agreement_id.as_ref()),
            take_currency: input.take_agreement_currency,
            take_delivery_address: input.take_agreement_delivery_address,
            currency: input.currency.map(|value| value.0),
            order_date: input.order_date.map(|value| value.0),
            delivery_date: input.delivery_date.map(|value| value.0),
            payment_terms: input.payment_terms,
            delivery_terms: input.delivery_terms,
            delivery_mode: input.delivery_mode,
            delivery_address: input.delivery_address,
            dimensions: pairs(input.dimensions),
            lines: input.lines.into_iter().map(Into::into).collect(),
            source: Source::Manual,
            follows: None,
        };
        Ok(ctx
            .write(Permission::PurchaseOrderWrite, preview, ask)
            .await?
            .into())
    }

    /// Changes an order's header. Vendor, agreement and currency stay as they were chosen.
    async fn purchase_order_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: PurchaseOrderUpdateInput,
    ) -> Result<PurchaseOrderUpdatePayload> {
        let preview = input.preview;
        let ask = update::Update {
            id: local(&input.id),
            version: input.version,
            order_date: input.order_date.map(|value| value.0),
            delivery_date: edit_date(input.delivery_date),
            payment_terms: input.payment_terms.into(),
            delivery_terms: input.delivery_terms.into(),
            delivery_mode: input.delivery_mode.into(),
            delivery_address: input.delivery_address.into(),
            dimensions: input.dimensions.map(pairs),
        };
        Ok(ctx
            .write(Permission::PurchaseOrderWrite, preview, ask)
            .await?
            .into())
    }

    /// Confirms an order: exactly what is ordered is kept as its next version. A confirmed order
    /// that is changed has to be confirmed again.
    async fn purchase_order_confirm(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The order.")] input: PurchaseOrderConfirmInput,
    ) -> Result<PurchaseOrderConfirmPayload> {
        let ask = confirm::Confirm {
            id: local(&input.id),
            version: input.version,
        };
        Ok(ctx
            .write(Permission::PurchaseOrderConfirm, input.preview, ask)
            .await?
            .into())
    }

    /// Cancels an order of which nothing has arrived; commitments get back what it had drawn.
    async fn purchase_order_cancel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The order.")] input: PurchaseOrderCancelInput,
    ) -> Result<PurchaseOrderCancelPayload> {
        let ask = cancel::Cancel {
            id: local(&input.id),
            version: input.version,
        };
        Ok(ctx
            .write(Permission::PurchaseOrderCancel, input.preview, ask)
            .await?
            .into())
    }

    /// Makes orders for what planning, a sale or production asks for: one for each vendor and
    /// agreement. Where agreements are searched and several fit, the legal entity's tie-break
    /// decides; a line that fits none stays unlinked.
    async fn purchase_order_firm(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is wanted.")] input: PurchaseOrderFirmInput,
    ) -> Result<PurchaseOrderFirmPayload> {
        let wanted = |line: PurchaseOrderFirmLineInput| {
            (local_opt(line.vendor_id.as_ref()), line.line.into())
        };
        let ask = firm::Firm {
            source: input.source.into(),
            find_agreements: input.find_agreements,
            order_date: input.order_date.map(|date| date.0),
            lines: input.lines.into_iter().map(wanted).collect(),
        };
        Ok(ctx
            .write(Permission::PurchaseOrderWrite, input.preview, ask)
            .await?
            .into())
    }
    /// Posts what has arrived of an order together with its invoice: the receipt and the invoice of
    /// the same quantities, both or none. Whoever does this may post either.
    async fn purchase_order_post(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What arrives and is invoiced.")] input: PurchaseOrderPostInput,
    ) -> Result<PurchaseOrderPostPayload> {
        ctx.session().grant(Permission::PurchaseReceiptPost)?;
        let ask = post::Post {
            order: local(&input.id),
            posting_date: input.posting_date.map(|day| day.0),
            document_date: input.document_date.map(|day| day.0),
            vendor_shipment_number: input.vendor_shipment_number,
            vendor_invoice_number: input.vendor_invoice_number,
            document_total: input.document_total.map(|own| own.0),
            lines: input.lines.into_iter().map(Into::into).collect(),
        };
        Ok(ctx
            .write(Permission::PurchaseInvoicePost, input.preview, ask)
            .await?
            .into())
    }
}
