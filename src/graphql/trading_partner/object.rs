//! What clients see of a trading partner.

use async_graphql::{ID, Object, Result};
use entity::trading_partner;

use crate::graphql::customer::object::Customer;
use crate::graphql::id::global;
use crate::graphql::kinds::{OrderNumbering, TradedInvoice};
use crate::graphql::page::connection;
use crate::graphql::vendor::object::Vendor;
use crate::graphql::view::View;

/// A legal entity of the same installation that ours trades with, and what holds for our documents
/// (ICO-1, ICO-2). Trade begins when the other names ours too.
#[derive(Clone)]
pub struct TradingPartner {
    row: trading_partner::Model,
    view: View,
}

impl TradingPartner {
    /// A trading partner's row, and the view that it was read from.
    #[must_use]
    pub fn new(row: trading_partner::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// A legal entity of the same installation that ours trades with, and what holds for our documents
/// (ICO-1, ICO-2). Trade begins when the other names ours too.
#[Object]
impl TradingPartner {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// Global id of the other legal entity, whether or not there is one.
    async fn legal_entity_id(&self) -> ID {
        global(self.row.partner_legal_entity_id)
    }

    /// The vendor that it is to us; none where we do not buy from it.
    async fn vendor(&self) -> Result<Option<Vendor>> {
        Ok(self.view.may_show(self.row.vendor_id, Vendor::new).await?)
    }

    /// The customer that it is to us; none where we do not sell to it.
    async fn customer(&self) -> Result<Option<Customer>> {
        Ok(self
            .view
            .may_show(self.row.customer_id, Customer::new)
            .await?)
    }

    /// How our orders are numbered that follow from its orders.
    async fn order_numbering(&self) -> OrderNumbering {
        self.row.order_numbering.into()
    }

    /// Whether prices may be changed on our orders that follow from its orders.
    async fn price_changes_allowed(&self) -> bool {
        self.row.price_changes_allowed
    }

    /// Whether discounts may be changed on our orders that follow from its orders.
    async fn discount_changes_allowed(&self) -> bool {
        self.row.discount_changes_allowed
    }

    /// Whether what it ships is received with us at once.
    async fn receipt_from_shipment(&self) -> bool {
        self.row.receipt_from_shipment
    }

    /// What its sales invoices make with us.
    async fn invoice_from_sales_invoice(&self) -> TradedInvoice {
        self.row.invoice_from_sales_invoice.into()
    }

    /// Whether terms of our agreements that go with its may be changed while they are effective;
    /// both have to let it.
    async fn agreement_changes_allowed(&self) -> bool {
        self.row.agreement_changes_allowed
    }

    /// Whether the trade has been stopped.
    async fn blocked(&self) -> bool {
        self.row.blocked
    }

    /// Counts the row's changes; send it back with an update.
    async fn version(&self) -> i32 {
        self.row.row_version
    }
}

connection! {
    /// A page of trading partners.
    TradingPartnerConnection, TradingPartnerEdge, TradingPartner, entity::trading_partner::Entity
}
