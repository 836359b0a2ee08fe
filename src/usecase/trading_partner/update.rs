//! Changing what is said of a trading partner, blocking it included.

use entity::ids::{CustomerId, LegalEntityId, TradingPartnerId, VendorId};
use entity::kinds::{OrderNumbering, TradedInvoice};
use entity::trading_partner::{Entity, Model};
use entity::{agreement, purchase_order, sales_order};
use sea_orm::ColumnTrait;

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, Scoped, TenantTx};
use crate::usecase::check::{Check, Edit, apply};
use crate::usecase::ledger_setup::write::hold;

use super::rules;

/// The changes; what is `None` stays.
pub struct Update {
    /// The trading partner.
    pub id: TradingPartnerId,
    /// The version that the change is based on.
    pub version: i32,
    /// The other legal entity.
    pub legal_entity: Option<LegalEntityId>,
    /// The vendor that it is to us.
    pub vendor: Edit<VendorId>,
    /// The customer that it is to us.
    pub customer: Edit<CustomerId>,
    /// How our orders are numbered that follow from its orders.
    pub order_numbering: Option<OrderNumbering>,
    /// Whether prices may be changed on our orders that follow from its orders.
    pub price_changes_allowed: Option<bool>,
    /// Whether discounts may be changed on our orders that follow from its orders.
    pub discount_changes_allowed: Option<bool>,
    /// Whether what it ships is received with us at once.
    pub receipt_from_shipment: Option<bool>,
    /// What its sales invoices make with us.
    pub invoice_from_sales_invoice: Option<TradedInvoice>,
    /// Whether terms of our agreements that go with its may be changed while they are effective.
    pub agreement_changes_allowed: Option<bool>,
    /// Whether the trade has been stopped.
    pub blocked: Option<bool>,
}

impl Act for Update {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        hold(tx).await?;
        let before = tx.find::<Entity>().lock().named("id", self.id).await?;
        let mut check = Check::new();
        check.version(self.version, before.row_version);
        let row = self.changed(before.clone());
        rules::run(&mut check, tx, &row).await?;
        stays_as_traded(&mut check, tx, &before, &row).await?;
        check.done()?;
        tx.update(row).await
    }
}

impl Update {
    fn changed(&self, mut row: Model) -> Model {
        row.partner_legal_entity_id = self.legal_entity.unwrap_or(row.partner_legal_entity_id);
        apply(&mut row.vendor_id, self.vendor);
        apply(&mut row.customer_id, self.customer);
        row.order_numbering = self.order_numbering.unwrap_or(row.order_numbering);
        row.price_changes_allowed = self
            .price_changes_allowed
            .unwrap_or(row.price_changes_allowed);
        row.discount_changes_allowed = self
            .discount_changes_allowed
            .unwrap_or(row.discount_changes_allowed);
        row.receipt_from_shipment = self
            .receipt_from_shipment
            .unwrap_or(row.receipt_from_shipment);
        row.invoice_from_sales_invoice = self
            .invoice_from_sales_invoice
            .unwrap_or(row.invoice_from_sales_invoice);
        row.agreement_changes_allowed = self
            .agreement_changes_allowed
            .unwrap_or(row.agreement_changes_allowed);
        row.blocked = self.blocked.unwrap_or(row.blocked);
        row
    }
}

/// Refuses another legal entity or another account where orders or agreements of both sides go with
/// each other: they are found by these.
async fn stays_as_traded(
    check: &mut Check,
    tx: &TenantTx,
    before: &Model,
    row: &Model,
) -> Result<(), Failure> {
    let is_other = row.partner_legal_entity_id != before.partner_legal_entity_id;
    let changed = |account| match is_other {
        true => "legalEntityId",
        false => account,
    };
    if (is_other || row.vendor_id != before.vendor_id) && is_bought_from(tx, before).await? {
        check.refuse(changed("vendorId"), Violation::InUse);
    }
    if (is_other || row.customer_id != before.customer_id) && is_sold_to(tx, before).await? {
        check.refuse(changed("customerId"), Violation::InUse);
    }
    Ok(())
}

/// Whether a purchase order or an agreement goes with a sales order or an agreement of the partner.
async fn is_bought_from(tx: &TenantTx, partner: &Model) -> Result<bool, Failure> {
    use purchase_order::{Column, Entity};
    // Such orders are all of its vendor, whose orders are quickly found.
    let Some(vendor) = partner.vendor_id else {
        return Ok(false);
    };
    let orders = tx.find::<Entity>().filter(Column::VendorId.eq(vendor));
    let chained = Column::ChainLegalEntityId.eq(partner.partner_legal_entity_id);
    let agreements = tx.find::<agreement::Entity>();
    let agreements = agreements.filter(agreement::Column::VendorId.eq(vendor));
    Ok(orders.filter(chained).one().await?.is_some() || goes(agreements, partner).await?)
}

/// Whether one of these agreements goes with one of the partner's.
async fn goes(agreements: Scoped<agreement::Entity>, partner: &Model) -> Result<bool, Failure> {
    let chained = agreement::Column::ChainLegalEntityId.eq(partner.partner_legal_entity_id);
    Ok(agreements.filter(chained).one().await?.is_some())
}

/// Whether a sales order or an agreement goes with a purchase order or an agreement of the partner.
async fn is_sold_to(tx: &TenantTx, partner: &Model) -> Result<bool, Failure> {
    use sales_order::{Column, Entity};
    let Some(customer) = partner.customer_id else {
        return Ok(false);
    };
    let orders = tx.find::<Entity>().filter(Column::CustomerId.eq(customer));
    let chained = Column::ChainLegalEntityId.eq(partner.partner_legal_entity_id);
    let agreements = tx.find::<agreement::Entity>();
    let agreements = agreements.filter(agreement::Column::CustomerId.eq(customer));
    Ok(orders.filter(chained).one().await?.is_some() || goes(agreements, partner).await?)
}
