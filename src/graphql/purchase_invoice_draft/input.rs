//! A draft as it is asked for.

use async_graphql::{ID, InputObject};

use crate::graphql::dimension_set::input::{DimensionValueInput, pairs};
use crate::graphql::id::{local, local_opt};
use crate::graphql::scalar::Decimal;
use crate::usecase::purchase_invoice_draft::wanted::WantedLine;
use crate::usecase::purchase_order_line::wanted::Wanted;

/// A receipt line that bears a charge.
#[derive(InputObject, Clone, Debug)]
pub struct ChargeAssignmentInput {
    /// The receipt line.
    purchase_receipt_line_id: ID,
    /// Its share of the charge, relative to the others'.
    #[graphql(default_with = "Decimal(rust_decimal::Decimal::ONE)")]
    weight: Decimal,
}

/// A line of an invoice or a credit memo. It is about one thing: an order line, a receipt line, a
/// posted invoice line that it gives back, an account, a charge, an item or a category.
#[derive(InputObject, Clone, Debug)]
pub struct PurchaseInvoiceDraftLineInput {
    /// The order line that it invoices; its receipts are invoiced oldest first.
    purchase_order_line_id: Option<ID>,
    /// The receipt line that it invoices.
    purchase_receipt_line_id: Option<ID>,
    /// The posted invoice line that it gives back, goods and all; credit memos only.
    purchase_invoice_line_id: Option<ID>,
    /// The general ledger account that it is posted to.
    gl_account_id: Option<ID>,
    /// The charge that is added to the cost of received items.
    item_charge_id: Option<ID>,
    /// What bears the charge.
    #[graphql(default)]
    charge_assignments: Vec<ChargeAssignmentInput>,
    /// The item that is invoiced without an order; it is received by the invoice.
    item_id: Option<ID>,
    /// The category of what is no item and is invoiced without an order.
    procurement_category_id: Option<ID>,
    /// What is invoiced, in words; as it was ordered or as it is called when left out.
    description: Option<String>,
    /// The product variant of an item.
    variant: Option<String>,
    /// The warehouse that an item is received at.
    warehouse_id: Option<ID>,
    /// How much, below zero on credit memos; all that is open of an order line, a receipt line or a
    /// posted line, and 1 of an account or a charge, when left out.
    quantity: Option<Decimal>,
    /// The unit of an item or a category; the item's purchase unit when left out.
    unit: Option<String>,
    /// A price to be used instead of the one found.
    unit_price: Option<Decimal>,
    /// How many units that price is for; 1 when left out.
    price_unit: Option<Decimal>,
    /// A discount in percent to be used instead of the one found.
    discount_percent: Option<Decimal>,
    /// A discount per price unit to be used instead of the one found.
    discount_amount: Option<Decimal>,
    /// Dimension values; they win over those of the document and of the order.
    #[graphql(default)]
    dimensions: Vec<DimensionValueInput>,
}

impl From<PurchaseInvoiceDraftLineInput> for WantedLine {
    fn from(input: PurchaseInvoiceDraftLineInput) -> Self {
        let bearer =
            |own: &ChargeAssignmentInput| (local(&own.purchase_receipt_line_id), own.weight.0);
        Self {
            purchase_order_line: local_opt(input.purchase_order_line_id.as_ref()),
            purchase_receipt_line: local_opt(input.purchase_receipt_line_id.as_ref()),
            reversed: local_opt(input.purchase_invoice_line_id.as_ref()),
            gl_account: local_opt(input.gl_account_id.as_ref()),
            item_charge: local_opt(input.item_charge_id.as_ref()),
            bearers: input.charge_assignments.iter().map(bearer).collect(),
            quantity: input.quantity.map(|value| value.0),
            plain: Wanted {
                item: local_opt(input.item_id.as_ref()),
                category: local_opt(input.procurement_category_id.as_ref()),
                description: input.description,
                variant: input.variant,
                warehouse: local_opt(input.warehouse_id.as_ref()),
                unit: input.unit,
                unit_price: input.unit_price.map(|value| value.0),
                price_unit: input.price_unit.map(|value| value.0),
                discount_percent: input.discount_percent.map(|value| value.0),
                discount_amount: input.discount_amount.map(|value| value.0),
                dimensions: pairs(input.dimensions),
                ..Wanted::default()
            },
        }
    }
}
