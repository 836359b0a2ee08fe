//! What a draft comes to, and how it differs from orders and receipts.

use async_graphql::{Enum, ID, SimpleObject};

use crate::domain::invoice_amounts::InvoiceSums;
use crate::graphql::id::global;
use crate::graphql::scalar::Decimal;
use crate::graphql::user_error::UserError;
use crate::usecase::purchase_invoice_draft::matching::Found;
use crate::usecase::purchase_invoice_draft::preview::Preview;

/// What of an invoice differs from what was ordered, received or typed (MAT-1).
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "crate::domain::invoice_matching::DiscrepancyKind")]
pub enum PurchaseInvoiceDiscrepancyKind {
    /// The line's price total for one unit, with the order's.
    NetUnitPrice,
    /// The price total of all invoices of the order line, with the order's.
    PriceTotal,
    /// The quantity, with that of the receipts.
    ReceiptQuantity,
    /// Nothing was received.
    ReceiptMissing,
    /// The quantity, with that of the seller's invoice within the group.
    IntercompanyQuantity,
    /// The price total, with that of the seller's invoice within the group.
    IntercompanyAmount,
    /// The document's net amount before the invoice discount.
    Balance,
    /// The document's discount; too small a discount asks for too much.
    TotalDiscount,
    /// The document's charges.
    TotalCharges,
    /// The document's tax.
    TotalTax,
    /// The document's rounding.
    Rounding,
    /// The amount to be paid.
    InvoiceAmount,
    /// The total that was typed from the vendor's paper, with the calculated one.
    TypedTotal,
}

/// One difference beyond its tolerance.
#[derive(SimpleObject)]
pub struct PurchaseInvoiceDiscrepancy {
    /// What differs.
    kind: PurchaseInvoiceDiscrepancyKind,
    /// The draft's line; none where the whole document differs.
    line_id: Option<ID>,
    /// What order, receipts or seller say.
    expected: Decimal,
    /// What the invoice says.
    actual: Decimal,
    /// How much too much is asked for.
    variance: Decimal,
    /// The same in percent of what is expected; none where that is zero.
    variance_percent: Option<Decimal>,
    /// The tolerated percentage; none where only an amount or nothing is tolerated.
    tolerance_percent: Option<Decimal>,
    /// The tolerated amount; none where only a percentage or nothing is tolerated.
    tolerance_amount: Option<Decimal>,
    /// Whether somebody may approve posting in spite of it.
    approvable: bool,
}

/// What one line comes to.
#[derive(SimpleObject)]
pub struct PurchaseInvoiceLineAmounts {
    /// The draft's line.
    line_id: ID,
    /// Quantity at the unit price, before any discount.
    gross_amount: Decimal,
    /// What the line's own discounts take.
    line_discount_amount: Decimal,
    /// Its share of the invoice discount.
    invoice_discount_amount: Decimal,
    /// After all discounts, without tax.
    net_amount: Decimal,
    /// The tax rate.
    tax_percent: Decimal,
    /// The tax.
    tax_amount: Decimal,
}

/// The tax of lines with the same groups and rate, rounded once.
#[derive(SimpleObject)]
pub struct PurchaseInvoiceTax {
    /// The rate.
    percent: Decimal,
    /// What the tax is of.
    base_amount: Decimal,
    /// The tax.
    tax_amount: Decimal,
}

/// What a draft would be posted as; all zero where something stands against it.
#[derive(SimpleObject)]
pub struct PurchaseInvoiceAmounts {
    /// Quantities at unit prices, before any discount.
    gross_amount: Decimal,
    /// What the lines' own discounts take.
    line_discount_amount: Decimal,
    /// The invoice discount.
    invoice_discount_amount: Decimal,
    /// After all discounts, without tax.
    net_amount: Decimal,
    /// The tax.
    tax_amount: Decimal,
    /// What is to be paid.
    total_amount: Decimal,
    /// The tax by groups.
    taxes: Vec<PurchaseInvoiceTax>,
    /// The lines, by number.
    lines: Vec<PurchaseInvoiceLineAmounts>,
    /// How the draft differs from orders, receipts and what was typed.
    discrepancies: Vec<PurchaseInvoiceDiscrepancy>,
    /// What stands against the amounts, such as missing set-up.
    user_errors: Vec<UserError>,
}

impl From<Preview> for PurchaseInvoiceAmounts {
    fn from(preview: Preview) -> Self {
        let calculated = preview.calculated.as_ref();
        let sums = calculated.map(|own| own.amounts.totals);
        let sums: InvoiceSums = sums.unwrap_or_default();
        let facts = &preview.facts;
        let line_id = |place: usize| facts.lines.get(place).map(|line| global(line.id));
        let of_lines = calculated.map(|own| own.amounts.lines.iter().zip(&own.taxes));
        let lines = facts.lines.iter().zip(of_lines.into_iter().flatten());
        let lines = lines.map(|(line, (sums, tax))| PurchaseInvoiceLineAmounts {
            line_id: global(line.id),
            gross_amount: Decimal::of(sums.gross),
            line_discount_amount: Decimal::of(sums.line_discount),
            invoice_discount_amount: Decimal::of(sums.invoice_discount),
            net_amount: Decimal::of(sums.net),
            tax_percent: Decimal::of(tax.percent),
            tax_amount: Decimal::of(sums.tax),
        });
        let taxes = calculated
            .iter()
            .flat_map(|own| own.amounts.tax_groups.iter());
        let taxes = taxes.map(|group| PurchaseInvoiceTax {
            percent: Decimal::of(group.rate.percent),
            base_amount: Decimal::of(group.base),
            tax_amount: Decimal::of(group.tax),
        });
        let discrepancy = |found: &Found| {
            let own = found.discrepancy;
            PurchaseInvoiceDiscrepancy {
                kind: own.kind.into(),
                line_id: found.element.and_then(line_id),
                expected: Decimal(own.expected),
                actual: Decimal(own.actual),
                variance: Decimal(own.variance),
                variance_percent: own.variance_percent.map(Decimal),
                tolerance_percent: own.tolerance.percent.map(Decimal::of),
                tolerance_amount: own.tolerance.amount.map(Decimal::of),
                approvable: own.approvable,
            }
        };
        Self {
            gross_amount: Decimal::of(sums.gross),
            line_discount_amount: Decimal::of(sums.line_discount),
            invoice_discount_amount: Decimal::of(sums.invoice_discount),
            net_amount: Decimal::of(sums.net),
            tax_amount: Decimal::of(sums.tax),
            total_amount: Decimal::of(sums.total),
            taxes: taxes.collect(),
            lines: lines.collect(),
            discrepancies: preview.discrepancies.iter().map(discrepancy).collect(),
            user_errors: preview.refusals.into_iter().map(Into::into).collect(),
        }
    }
}
