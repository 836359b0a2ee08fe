//! Naming a trading partner.

use entity::ids::{CustomerId, LegalEntityId, VendorId};
use entity::kinds::{OrderNumbering, TradedInvoice};
use entity::trading_partner::Model;

use crate::failure::Failure;
use crate::tenancy::{Act, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::ledger_setup::write::hold;

use super::rules;

/// The trading partner that is wanted.
pub struct Create {
    /// The other legal entity.
    pub legal_entity: LegalEntityId,
    /// The vendor that it is to us.
    pub vendor: Option<VendorId>,
    /// The customer that it is to us.
    pub customer: Option<CustomerId>,
    /// How our orders are numbered that follow from its orders.
    pub order_numbering: OrderNumbering,
    /// Whether prices may be changed on our orders that follow from its orders.
    pub price_changes_allowed: bool,
    /// Whether discounts may be changed on our orders that follow from its orders.
    pub discount_changes_allowed: bool,
    /// Whether what it ships is received with us at once.
    pub receipt_from_shipment: bool,
    /// What its sales invoices make with us.
    pub invoice_from_sales_invoice: TradedInvoice,
    /// Whether terms of our agreements that go with its may be changed while they are effective.
    pub agreement_changes_allowed: bool,
}

impl Act for Create {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        hold(tx).await?;
        let row = Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: tx.id(),
            partner_legal_entity_id: self.legal_entity,
            vendor_id: self.vendor,
            customer_id: self.customer,
            order_numbering: self.order_numbering,
            price_changes_allowed: self.price_changes_allowed,
            discount_changes_allowed: self.discount_changes_allowed,
            receipt_from_shipment: self.receipt_from_shipment,
            invoice_from_sales_invoice: self.invoice_from_sales_invoice,
            agreement_changes_allowed: self.agreement_changes_allowed,
            blocked: false,
            row_version: 1,
        };
        let mut check = Check::new();
        rules::run(&mut check, tx, &row).await?;
        check.done()?;
        tx.insert(row).await
    }
}
