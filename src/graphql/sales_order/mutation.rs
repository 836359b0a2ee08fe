//! Writing sales orders.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use crate::auth::Permission;
use crate::graphql::context::{Answer, Ask};
use crate::graphql::id::{local, local_opt};
use crate::graphql::page::payload;
use crate::graphql::purchase_order::object::PurchaseOrder;
use crate::graphql::scalar::Decimal;
use crate::graphql::user_error::UserError;
use crate::graphql::warning::{Warning, warned};
use crate::usecase::outcome::WarnedAll;
use crate::usecase::sales_order::{cancel, create, drop_ship, purchase};

use super::input::SalesOrderCreateInput;
use super::object::SalesOrder;

/// A sales order that is given up.
#[derive(InputObject, Clone, Debug)]
pub struct SalesOrderCancelInput {
    /// The order.
    id: ID,
    /// The version that the caller saw.
    version: i32,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

/// What a vendor is to deliver straight to the customer.
#[derive(InputObject, Clone, Debug)]
pub struct SalesOrderDropShipInput {
    /// The sales order.
    sales_order_id: ID,
    /// Which of its lines; all drop shipments that wait for a vendor when left out.
    #[graphql(default)]
    line_ids: Vec<ID>,
    /// Who delivers; when left out the agreement's vendor, else the default vendor that all items
    /// have.
    vendor_id: Option<ID>,
    /// The agreement that the purchase order draws on.
    agreement_id: Option<ID>,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

/// What is to be bought for a sales line.
#[derive(InputObject, Clone, Debug)]
pub struct SalesOrderPurchaseLineInput {
    /// The sales line.
    sales_order_line_id: ID,
    /// How much, in the line's unit; what is not available when left out.
    quantity: Option<Decimal>,
    /// From whom; the item's default vendor when left out.
    vendor_id: Option<ID>,
}

/// What is to be bought for a sale.
#[derive(InputObject, Clone, Debug)]
pub struct SalesOrderPurchaseInput {
    /// The sales order.
    sales_order_id: ID,
    /// Which of its lines; all when left out.
    #[graphql(default)]
    lines: Vec<SalesOrderPurchaseLineInput>,
    /// Whether agreements are searched; as the legal entity decided when left out.
    find_agreements: Option<bool>,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

warned! {
    /// What came of `salesOrderDropShip`.
    SalesOrderDropShipPayload,
    /// The purchase order whose lines are bound to the sales lines; none when refused.
    purchase_order: PurchaseOrder, entity::purchase_order::Model
}

/// What came of `salesOrderPurchase`.
#[derive(SimpleObject)]
pub struct SalesOrderPurchasePayload {
    /// The purchase orders, one for each vendor and agreement; none when refused.
    purchase_orders: Vec<PurchaseOrder>,
    /// What is unusual about them, though allowed, and which lines were left out.
    warnings: Vec<Warning>,
    /// Why it was refused; empty when it was done.
    user_errors: Vec<UserError>,
}

impl From<Answer<WarnedAll<entity::purchase_order::Model>>> for SalesOrderPurchasePayload {
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

warned! {
    /// What came of `salesOrderCreate`.
    SalesOrderCreatePayload,
    /// The order; none when refused.
    sales_order: SalesOrder, entity::sales_order::Model
}

payload! {
    /// What came of `salesOrderCancel`.
    SalesOrderCancelPayload,
    /// The order; none when refused.
    sales_order: SalesOrder, entity::sales_order::Model
}

/// Writing sales orders.
#[derive(Default)]
pub struct SalesOrderMutation;

/// Writing sales orders.
#[Object]
impl SalesOrderMutation {
    /// Takes an order of a customer, with or without an agreement; none can be chosen later. Lines
    /// are linked to the commitments that they fit.
    async fn sales_order_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The order.")] input: SalesOrderCreateInput,
    ) -> Result<SalesOrderCreatePayload> {
        let ask = create::Create {
            number: input.number,
            customer: local_opt(input.customer_id.as_ref()),
            agreement: local_opt(input.agreement_id.as_ref()),
            take_currency: input.take_currency,
            take_delivery_address: input.take_delivery_address,
            currency: input.currency.map(|code| code.0),
            order_date: input.order_date.map(|day| day.0),
            delivery_date: input.delivery_date.map(|day| day.0),
            delivery_address: input.delivery_address,
            payment_terms: input.payment_terms,
            customer_reference: input.customer_reference,
            follows: None,
            lines: input.lines.into_iter().map(Into::into).collect(),
        };
        Ok(ctx
            .write(Permission::SalesWrite, input.preview, ask)
            .await?
            .into())
    }

    /// Gives up an order of which nothing has left and nothing is bought for the customer; its
    /// commitments get back what it had drawn.
    async fn sales_order_cancel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The order.")] input: SalesOrderCancelInput,
    ) -> Result<SalesOrderCancelPayload> {
        let ask = cancel::Cancel {
            id: local(&input.id),
            version: input.version,
        };
        Ok(ctx
            .write(Permission::SalesWrite, input.preview, ask)
            .await?
            .into())
    }

    /// Makes a purchase order of what a vendor is to deliver straight to the customer. Its lines
    /// are bound to the sales lines: neither is changed, and the receipt of the one is the shipment
    /// of the other.
    async fn sales_order_drop_ship(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be delivered.")] input: SalesOrderDropShipInput,
    ) -> Result<SalesOrderDropShipPayload> {
        let ask = drop_ship::DropShip {
            order: local(&input.sales_order_id),
            lines: input.line_ids.iter().map(local).collect(),
            vendor: local_opt(input.vendor_id.as_ref()),
            agreement: local_opt(input.agreement_id.as_ref()),
        };
        Ok(ctx
            .write(Permission::SalesWrite, input.preview, ask)
            .await?
            .into())
    }

    /// Makes purchase orders of what of a sales order is not available: in stock or on its way, and
    /// not sold to others.
    async fn sales_order_purchase(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be bought.")] input: SalesOrderPurchaseInput,
    ) -> Result<SalesOrderPurchasePayload> {
        let line = |line: &SalesOrderPurchaseLineInput| purchase::Bought {
            line: local(&line.sales_order_line_id),
            quantity: line.quantity.map(|value| value.0),
            vendor: local_opt(line.vendor_id.as_ref()),
        };
        let ask = purchase::Purchase {
            order: local(&input.sales_order_id),
            lines: input.lines.iter().map(line).collect(),
            find_agreements: input.find_agreements,
        };
        Ok(ctx
            .write(Permission::SalesWrite, input.preview, ask)
            .await?
            .into())
    }
}
