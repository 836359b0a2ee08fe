//! Whether a draft agrees with its orders and receipts (MAT-1, MAT-2, AGR-16).

use entity::exact::{Amount, Percent, Quantity, Rate};
use entity::kinds::MatchingPolicy;
use entity::matching_tolerance;
use entity::purchase_invoice_draft_line::Model;
use rust_decimal::Decimal;

use crate::domain::invoice_matching::{
    Charged, Discrepancy, DiscrepancyKind, LinePolicy, MatchFacts, PolicyFacts, Tolerance,
    Tolerances, match_line, match_typed_total,
};
use crate::domain::money::{PriceTerms, beyond_amount, net_amount};
use crate::domain::violation::Violation;
use crate::usecase::ledger::setup::Setup;

use super::amounts::Calculated;
use super::facts::Facts;

/// A discrepancy, of a line by its place in the draft or of the whole document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// The line's place; none for the document.
    pub element: Option<usize>,
    /// What differs.
    pub discrepancy: Discrepancy,
}

/// Everything in which a draft differs from what was ordered, received and typed.
///
/// # Errors
/// `OutOfRange` for numbers too large to compare.
pub fn discrepancies(
    setup: &Setup,
    facts: &Facts,
    calculated: &Calculated,
    rate: Rate,
) -> Result<Vec<Found>, Violation> {
    let mut found = Vec::new();
    for (element, line) in facts.lines.iter().enumerate() {
        let Some(sums) = calculated.amounts.lines.get(element) else {
            continue;
        };
        let invoice = Charged {
            quantity: line.quantity,
            net_amount: sums.net_before_invoice_discount,
            charges: Amount::ZERO,
        };
        for discrepancy in of_line((setup, rate), facts, element, line, invoice)? {
            let element = Some(element);
            found.push(Found {
                element,
                discrepancy,
            });
        }
    }
    let total = calculated.amounts.totals.total;
    let typed = facts.draft.document_total;
    let differing = typed.and_then(|typed| match_typed_total(total, typed));
    found.extend(differing.map(|discrepancy| Found {
        element: None,
        discrepancy,
    }));
    Ok(found)
}

fn of_line(
    (setup, rate): (&Setup, Rate),
    facts: &Facts,
    element: usize,
    line: &Model,
    invoice: Charged,
) -> Result<Vec<Discrepancy>, Violation> {
    let Some(ordered) = facts.order_line(line) else {
        return Ok(Vec::new());
    };
    let (policy, tolerances) = governing(setup, facts, line);
    let tolerances = tolerances.converted(rate)?;
    let mut before = Charged {
        quantity: ordered.invoiced_quantity,
        net_amount: ordered.invoiced_amount,
        charges: Amount::ZERO,
    };
    let earlier = facts.lines.iter().take(element);
    let earlier = earlier.filter(|own| own.purchase_order_line_id == line.purchase_order_line_id);
    let pending = facts.pending.iter();
    let pending = pending.filter(|own| own.purchase_order_line_id == line.purchase_order_line_id);
    for other in earlier.chain(pending) {
        let terms = PriceTerms {
            unit_price: other.unit_price,
            price_unit: other.price_unit,
            discount_percent: other.discount_percent,
            discount_amount: other.discount_amount,
        };
        let net = net_amount(other.quantity, &terms, facts.currency)?;
        let sum = before.net_amount.checked_add(net);
        before.net_amount = sum.ok_or_else(beyond_amount)?;
        let sum = before.quantity.checked_add(other.quantity);
        before.quantity = sum.ok_or_else(beyond_amount)?;
    }
    let seen = MatchFacts {
        ordered: Charged {
            quantity: ordered.quantity,
            net_amount: ordered.net_amount,
            charges: Amount::ZERO,
        },
        invoiced_before: before,
        invoice,
        matched_quantity: matched(facts, line),
        intercompany: None,
    };
    match_line(policy, &seen, &tolerances, facts.currency)
}

/// How much of the line was received and is not invoiced, at most what the line invoices.
fn matched(facts: &Facts, line: &Model) -> Quantity {
    let own = facts
        .received
        .iter()
        .filter(|own| match line.purchase_receipt_line_id {
            Some(id) => own.row.id == id,
            None => own.row.purchase_order_line_id == line.purchase_order_line_id,
        });
    let open: Decimal = own.map(super::facts::Received::open).sum();
    let wanted = line.quantity.decimal();
    let matched = match wanted < Decimal::ZERO {
        true => open.max(wanted).min(Decimal::ZERO),
        false => open.min(wanted).max(Decimal::ZERO),
    };
    Quantity::try_from(matched).unwrap_or_default()
}

/// The policy that governs a line, and how far it may differ: the row for the item of the vendor
/// wins over the item's, that over the vendor's, and that over the set-up. Tolerances are those of
/// the first of these that sets any.
fn governing(setup: &Setup, facts: &Facts, line: &Model) -> (LinePolicy, Tolerances) {
    let vendor = facts.draft.vendor_id;
    let of = |wanted: &dyn Fn(&matching_tolerance::Model) -> bool| {
        facts.tolerances.iter().find(|row| wanted(row))
    };
    let item = line.item_id.and_then(|item| {
        of(&|row| row.item_id == Some(item) && row.vendor_id == Some(vendor))
            .or_else(|| of(&|row| row.item_id == Some(item) && row.vendor_id.is_none()))
    });
    let of_vendor = of(&|row| row.vendor_id == Some(vendor) && row.item_id.is_none());
    let agreement = facts
        .link(line)
        .and_then(|link| facts.commitments.get(&link));
    let of_agreement = agreement
        .and_then(|id| of(&|row| row.agreement_id == Some(*id)))
        .filter(|_| setup.row.matching_override_allowed);
    let agreement = agreement.and_then(|id| facts.agreements.get(id));
    let policy = |row: Option<&matching_tolerance::Model>| -> Option<LinePolicy> {
        row.and_then(|row| row.matching_policy).map(Some)
    };
    let asked: Option<MatchingPolicy> = agreement.and_then(|own| own.matching_policy);
    let policies = PolicyFacts {
        company: setup.row.matching_policy,
        vendor: policy(of_vendor),
        item: policy(item),
        agreement: asked.max(of_agreement.and_then(|row| row.matching_policy)),
        override_allowed: setup.row.matching_override_allowed,
    };
    let rows = [item, of_agreement, of_vendor].into_iter().flatten();
    let own = rows.map(|row| {
        let unit_price = (row.price_tolerance_percent, row.price_tolerance_amount);
        (
            unit_price,
            (row.total_tolerance_percent, row.total_tolerance_amount),
        )
    });
    let nothing = ((None, None), (None, None));
    let (unit_price, price_total) = own.into_iter().find(|own| *own != nothing).unwrap_or((
        (
            setup.row.price_tolerance_percent,
            setup.row.price_tolerance_amount,
        ),
        (
            setup.row.total_tolerance_percent,
            setup.row.total_tolerance_amount,
        ),
    ));
    let tolerance =
        |(percent, amount): (Option<Percent>, Option<Amount>)| Tolerance { percent, amount };
    let tolerances = Tolerances::of(tolerance(unit_price), tolerance(price_total));
    (policies.effective(), tolerances)
}

/// What differs, in words.
#[must_use]
pub fn name(kind: DiscrepancyKind) -> &'static str {
    match kind {
        DiscrepancyKind::NetUnitPrice => "the net unit price",
        DiscrepancyKind::PriceTotal => "the price total",
        DiscrepancyKind::ReceiptQuantity => "the received quantity",
        DiscrepancyKind::ReceiptMissing => "a missing receipt",
        DiscrepancyKind::IntercompanyQuantity => "the seller's quantity",
        DiscrepancyKind::IntercompanyAmount => "the seller's amount",
        DiscrepancyKind::Balance => "the net total",
        DiscrepancyKind::TotalDiscount => "the discount",
        DiscrepancyKind::TotalCharges => "the charges",
        DiscrepancyKind::TotalTax => "the tax",
        DiscrepancyKind::Rounding => "the rounding",
        DiscrepancyKind::InvoiceAmount => "the invoice amount",
        DiscrepancyKind::TypedTotal => "the typed total",
    }
}
