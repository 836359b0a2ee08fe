//! Writing trading partners.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::id::{edit_id, local, local_opt};
use crate::graphql::kinds::{OrderNumbering, TradedInvoice};
use crate::graphql::page::payload;
use crate::usecase::trading_partner::{create, update};

use super::object::TradingPartner;

/// A new trading partner. Trade begins when the other legal entity names ours too.
#[derive(InputObject)]
pub struct TradingPartnerCreateInput {
    /// Global id of the other legal entity, as it says it itself. Whether there is one is not
    /// looked at.
    legal_entity_id: ID,
    /// The vendor that it is to us; no other partner's. A vendor or a customer has to be named.
    vendor_id: Option<ID>,
    /// The customer that it is to us; no other partner's.
    customer_id: Option<ID>,
    /// How our orders are numbered that follow from its orders.
    #[graphql(default_with = "OrderNumbering::OwnSequence")]
    order_numbering: OrderNumbering,
    /// Whether prices may be changed on our orders that follow from its orders.
    #[graphql(default)]
    price_changes_allowed: bool,
    /// Whether discounts may be changed on our orders that follow from its orders.
    #[graphql(default)]
    discount_changes_allowed: bool,
    /// Whether what it ships is received with us at once.
    #[graphql(default = true)]
    receipt_from_shipment: bool,
    /// What its sales invoices make with us.
    #[graphql(default_with = "TradedInvoice::Draft")]
    invoice_from_sales_invoice: TradedInvoice,
    /// Whether terms of our agreements that go with its may be changed while they are effective;
    /// both have to let it. What is on hold may be changed anyway.
    #[graphql(default)]
    agreement_changes_allowed: bool,
}

/// Changes to a trading partner. What is left out stays.
#[derive(InputObject)]
pub struct TradingPartnerUpdateInput {
    /// The trading partner.
    id: ID,
    /// The version that the change is based on.
    version: i32,
    /// Global id of the other legal entity; it stays once an order goes with one of its orders.
    legal_entity_id: Option<ID>,
    /// The vendor that it is to us, which stays once a purchase order goes with a sales order of
    /// its; null takes it away.
    vendor_id: MaybeUndefined<ID>,
    /// The customer that it is to us, which stays once a sales order goes with a purchase order of
    /// its; null takes it away.
    customer_id: MaybeUndefined<ID>,
    /// How our orders are numbered that follow from its orders.
    order_numbering: Option<OrderNumbering>,
    /// Whether prices may be changed on our orders that follow from its orders.
    price_changes_allowed: Option<bool>,
    /// Whether discounts may be changed on our orders that follow from its orders.
    discount_changes_allowed: Option<bool>,
    /// Whether what it ships is received with us at once.
    receipt_from_shipment: Option<bool>,
    /// What its sales invoices make with us.
    invoice_from_sales_invoice: Option<TradedInvoice>,
    /// Whether terms of our agreements that go with its may be changed while they are effective.
    agreement_changes_allowed: Option<bool>,
    /// Whether the trade has been stopped.
    blocked: Option<bool>,
}

payload! {
    /// What came of `tradingPartnerCreate`.
    TradingPartnerCreatePayload,
    /// The trading partner; none when refused.
    trading_partner: TradingPartner, entity::trading_partner::Model
}

payload! {
    /// What came of `tradingPartnerUpdate`.
    TradingPartnerUpdatePayload,
    /// The trading partner; none when refused.
    trading_partner: TradingPartner, entity::trading_partner::Model
}

/// Writing trading partners.
#[derive(Default)]
pub struct TradingPartnerMutation;

/// Writing trading partners.
#[Object]
impl TradingPartnerMutation {
    /// Names a legal entity that ours trades with.
    async fn trading_partner_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The trading partner.")] input: TradingPartnerCreateInput,
    ) -> Result<TradingPartnerCreatePayload> {
        let ask = create::Create {
            legal_entity: local(&input.legal_entity_id),
            vendor: local_opt(input.vendor_id.as_ref()),
            customer: local_opt(input.customer_id.as_ref()),
            order_numbering: input.order_numbering.into(),
            price_changes_allowed: input.price_changes_allowed,
            discount_changes_allowed: input.discount_changes_allowed,
            receipt_from_shipment: input.receipt_from_shipment,
            invoice_from_sales_invoice: input.invoice_from_sales_invoice.into(),
            agreement_changes_allowed: input.agreement_changes_allowed,
        };
        Ok(ctx.write(Permission::SetupWrite, false, ask).await?.into())
    }

    /// Changes what is said of a legal entity that ours trades with.
    async fn trading_partner_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: TradingPartnerUpdateInput,
    ) -> Result<TradingPartnerUpdatePayload> {
        let ask = update::Update {
            id: local(&input.id),
            version: input.version,
            legal_entity: local_opt(input.legal_entity_id.as_ref()),
            vendor: edit_id(input.vendor_id),
            customer: edit_id(input.customer_id),
            order_numbering: input.order_numbering.map(Into::into),
            price_changes_allowed: input.price_changes_allowed,
            discount_changes_allowed: input.discount_changes_allowed,
            receipt_from_shipment: input.receipt_from_shipment,
            invoice_from_sales_invoice: input.invoice_from_sales_invoice.map(Into::into),
            agreement_changes_allowed: input.agreement_changes_allowed,
            blocked: input.blocked,
        };
        Ok(ctx.write(Permission::SetupWrite, false, ask).await?.into())
    }
}
