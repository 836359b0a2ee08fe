//! What a line of a draft can be made of: an order line, a receipt line, a posted invoice line, an
//! account, a charge, an item or a category.

use entity::exact::{Price, Quantity};
use entity::ids::{
    GlAccountId, ItemChargeId, PurchaseInvoiceLineId, PurchaseOrderLineId, PurchaseReceiptLineId,
};
use entity::kinds::{PurchaseInvoiceLineType, PurchaseOrderStatus};
use entity::purchase_invoice_draft_line::Model;
use rust_decimal::Decimal;

use super::WantedLine;
use super::known::Known;
use crate::domain::matching::candidates;
use crate::domain::money::round;
use crate::domain::pricing::Demand;
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::TenantTx;
use crate::usecase::check::Check;
use crate::usecase::purchase_order_line::row::line as order_line;
use crate::usecase::purchase_order_line::wanted::{FromOrder, Wanted};

impl WantedLine {
    pub(super) fn of_order(
        &self,
        tx: &TenantTx,
        known: &Known<'_>,
        id: PurchaseOrderLineId,
        number: i32,
        check: &mut Check,
    ) -> Option<Model> {
        let field = "purchaseOrderLineId";
        let Some(line) = known.order_lines.get(&id) else {
            check.refuse(field, Violation::NotFound);
            return None;
        };
        let order = known.orders.get(&line.purchase_order_id)?;
        known.same_vendor(field, order.vendor_id, check);
        known.same_currency(field, order.currency, check);
        let status = order.status;
        if status == PurchaseOrderStatus::Cancelled {
            check.refuse(field, Violation::OrderStatus { status });
        }
        let open = line.received_quantity.decimal() - line.invoiced_quantity.decimal();
        let mut row = known.row(tx, of_what(line.item_id.is_some()), number);
        let terms = order_line(line).priced.terms;
        row.purchase_order_line_id = Some(line.id);
        row.item_id = line.item_id;
        row.procurement_category_id = line.procurement_category_id;
        row.description = line.description.clone();
        row.variant = line.variant.clone();
        row.warehouse_id = line.warehouse_id;
        row.quantity = self.quantity(open, check);
        row.unit = Some(line.unit.clone());
        row.unit_factor = line.unit_factor;
        row.unit_price = terms.unit_price;
        row.price_unit = terms.price_unit;
        row.discount_percent = terms.discount_percent;
        row.discount_amount = terms.discount_amount;
        row.dimension_set_id = line.dimension_set_id.or(row.dimension_set_id);
        Some(row)
    }

    pub(super) fn of_receipt(
        &self,
        tx: &TenantTx,
        known: &Known<'_>,
        id: PurchaseReceiptLineId,
        number: i32,
        check: &mut Check,
    ) -> Option<Model> {
        let field = "purchaseReceiptLineId";
        let Some(received) = known.receipt_lines.get(&id) else {
            check.refuse(field, Violation::NotFound);
            return None;
        };
        known.same_vendor(field, received.vendor_id, check);
        let invoiced = known.invoiced.get(&id).copied().unwrap_or_default();
        let open = received.quantity.decimal() - Quantity::from_steps(invoiced).decimal();
        if let Some(line) = received.purchase_order_line_id {
            let mut row = self.of_order(tx, known, line, number, check)?;
            row.purchase_receipt_line_id = Some(id);
            row.quantity = self.quantity(open, check);
            return Some(row);
        }
        let receipt = known.receipts.get(&received.purchase_receipt_id)?;
        known.same_currency(field, receipt.currency, check);
        let mut row = known.row(tx, of_what(received.item_id.is_some()), number);
        row.purchase_receipt_line_id = Some(id);
        row.item_id = received.item_id;
        row.procurement_category_id = received.procurement_category_id;
        row.agreement_line_id = received.agreement_line_id;
        row.description = received.description.clone();
        row.variant = received.variant.clone();
        row.warehouse_id = received.warehouse_id;
        row.quantity = self.quantity(open, check);
        row.unit = Some(received.unit.clone());
        row.unit_factor = received.unit_factor;
        row.dimension_set_id = received.dimension_set_id.or(row.dimension_set_id);
        let whole = received.net_amount.decimal();
        let price = whole.checked_div(received.quantity.decimal());
        let price = Price::try_from(round(price.unwrap_or_default(), Price::SCALE));
        row.unit_price = check.exact("unitPrice", price).unwrap_or_default();
        Some(row)
    }

    /// A line that gives back what a posted one charged (COR-8).
    pub(super) fn of_posted(
        &self,
        tx: &TenantTx,
        known: &Known<'_>,
        id: PurchaseInvoiceLineId,
        number: i32,
        check: &mut Check,
    ) -> Option<Model> {
        let field = "purchaseInvoiceLineId";
        if !known.turned() {
            let reason = "only credit memos reverse posted lines".to_owned();
            check.refuse(field, Violation::NotAllowed { reason });
        }
        let Some(posted) = known.posted_lines.get(&id) else {
            check.refuse(field, Violation::NotFound);
            return None;
        };
        known.same_vendor(field, posted.vendor_id, check);
        let invoice = known.posted.get(&posted.purchase_invoice_id)?;
        known.same_currency(field, invoice.currency, check);
        if posted.quantity < Quantity::ZERO {
            check.refuse(field, Violation::SignMismatch);
        }
        let open = known.given_back.left_of_line(id);
        let quantity = self.quantity(-open, check);
        if quantity.decimal().abs() > open {
            let limit = Quantity::try_from(open).unwrap_or_default();
            check.refuse("quantity", Violation::QuantityAboveReturnable { limit });
        }
        let mut row = known.row(tx, posted.line_type, number);
        row.of_purchase_invoice_line_id = Some(id);
        row.agreement_line_id = posted.agreement_line_id;
        row.item_id = posted.item_id;
        row.procurement_category_id = posted.procurement_category_id;
        row.gl_account_id = posted.gl_account_id;
        row.item_charge_id = posted.item_charge_id;
        row.description = posted.description.clone();
        row.variant = posted.variant.clone();
        row.warehouse_id = posted.warehouse_id;
        row.quantity = quantity;
        row.unit = posted.unit.clone();
        row.unit_factor = posted.unit_factor;
        row.unit_price = posted.unit_price;
        row.price_unit = posted.price_unit;
        row.discount_percent = posted.discount_percent;
        row.discount_amount = posted.discount_amount;
        row.dimension_set_id = posted.dimension_set_id.or(row.dimension_set_id);
        Some(row)
    }

    pub(super) fn of_account(
        &self,
        tx: &TenantTx,
        known: &Known<'_>,
        id: GlAccountId,
        number: i32,
        check: &mut Check,
    ) -> Option<Model> {
        let found = known.setup.as_ref()?.direct(id);
        let account = match found {
            Ok(account) => account,
            Err(violation) => {
                check.refuse("glAccountId", violation);
                return None;
            }
        };
        self.priced(check);
        let mut row = known.row(tx, PurchaseInvoiceLineType::GlAccount, number);
        row.gl_account_id = Some(id);
        row.description = account.name.clone();
        row.quantity = self.quantity(one_of_it(known.turned()), check);
        Some(row)
    }

    pub(super) fn of_charge(
        &self,
        tx: &TenantTx,
        known: &Known<'_>,
        id: ItemChargeId,
        number: i32,
        check: &mut Check,
    ) -> Option<Model> {
        let Some(charge) = known.charges.get(&id) else {
            check.refuse("itemChargeId", Violation::NotFound);
            return None;
        };
        self.priced(check);
        if self.bearers.is_empty() {
            check.refuse("chargeAssignments", Violation::Required);
        }
        let mut row = known.row(tx, PurchaseInvoiceLineType::Charge, number);
        row.item_charge_id = Some(id);
        row.description = charge.name.clone();
        row.quantity = self.quantity(one_of_it(known.turned()), check);
        Some(row)
    }

    /// Refuses a line for which no price can be found but the typed one.
    fn priced(&self, check: &mut Check) {
        if self.plain.unit_price.is_none() {
            check.refuse("unitPrice", Violation::Required);
        }
        if self.plain.unit.is_some() {
            let reason = "accounts and charges have no unit".to_owned();
            check.refuse("unit", Violation::NotAllowed { reason });
        }
    }

    pub(super) async fn of_item(
        &self,
        tx: &TenantTx,
        known: &mut Known<'_>,
        number: i32,
        check: &mut Check,
    ) -> Result<Option<Model>, Failure> {
        let Some(asked) = self.quantity else {
            check.refuse("quantity", Violation::Required);
            return Ok(None);
        };
        if (asked < Decimal::ZERO) != known.turned() {
            check.refuse("quantity", Violation::SignMismatch);
            return Ok(None);
        }
        let Some(mut around) = known.around.take() else {
            return Ok(None);
        };
        let from = FromOrder {
            delivery_date: around.book.deal.day,
            dimension_set_id: known.draft.dimension_set_id,
        };
        let plain = Wanted {
            quantity: asked.abs(),
            dimensions: Vec::new(),
            ..self.plain.clone()
        };
        let placed = plain.place(tx, &mut around, from, None, check).await;
        known.around = Some(around);
        let Some((line, _)) = placed? else {
            return Ok(None);
        };
        // What a credit memo gives back of a commitment is given back of a posted line.
        let link = line.link.filter(|_| !known.turned());
        if link.is_none() && !known.turned() {
            self.exceeded(known, &line.demand, check);
        }
        let mut row = known.row(tx, of_what(line.demand.item.is_some()), number);
        row.agreement_line_id = link;
        row.item_id = line.demand.item;
        row.procurement_category_id = line.demand.category;
        row.description = line.description;
        row.variant = line.demand.variant;
        row.warehouse_id = line.demand.warehouse;
        row.quantity = self.quantity(asked, check);
        row.unit = Some(line.demand.unit);
        row.unit_factor = line.demand.unit_factor;
        row.unit_price = line.priced.terms.unit_price;
        row.price_unit = line.priced.terms.price_unit;
        row.discount_percent = line.priced.terms.discount_percent;
        row.discount_amount = line.priced.terms.discount_amount;
        row.dimension_set_id = line.dimension_set_id;
        Ok(Some(row))
    }

    /// Refuses a line that would count towards a commitment of the named agreement, if that were
    /// not used up: an order line stays unlinked then, an invoice must not slip past the agreement.
    fn exceeded(&self, known: &Known<'_>, demand: &Demand, check: &mut Check) {
        let Some(around) = &known.around else { return };
        let Some(agreement) = &around.order.agreement else {
            return;
        };
        let typed = self.plain.typed(&mut Check::new());
        let prices = around.book.prices(demand.item);
        let all = &around.commitments;
        let ranked = candidates(agreement, &around.order, all, demand, &typed, &prices);
        let maximum = |violation: &Violation| {
            matches!(
                violation,
                Violation::MaximumQuantityExceeded { .. } | Violation::MaximumAmountExceeded { .. }
            )
        };
        let used_up = ranked
            .into_iter()
            .find(|own| own.failures.iter().all(maximum));
        for violation in used_up.into_iter().flat_map(|own| own.failures) {
            check.refuse("quantity", violation);
        }
    }
}

fn of_what(item: bool) -> PurchaseInvoiceLineType {
    match item {
        true => PurchaseInvoiceLineType::Item,
        false => PurchaseInvoiceLineType::Category,
    }
}

fn one_of_it(turned: bool) -> Decimal {
    match turned {
        true => -Decimal::ONE,
        false => Decimal::ONE,
    }
}
