//! Invoices of trade between two legal entities: what the buyer posts says exactly what the seller
//! posted, whatever may be tolerated or approved elsewhere (ICO-4).

use std::collections::BTreeMap;

use entity::codes::CurrencyCode;
use entity::exact::{Amount, Quantity};
use entity::ids::SalesOrderLineId;
use rust_decimal::Decimal;

use crate::domain::violation::{Refusal, Trade, Violation};

#[cfg(test)]
mod tests;

/// One of the two invoices, as the other has to agree with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invoice {
    /// The currency of all its amounts.
    pub currency: CurrencyCode,
    /// Without tax.
    pub net: Amount,
    /// The tax.
    pub tax: Amount,
    /// With tax.
    pub total: Amount,
    /// Its lines.
    pub lines: Vec<InvoiceLine>,
}

/// A line of one of the two invoices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvoiceLine {
    /// The seller's order line that it is of; none of what the two do not trade.
    pub of: Option<SalesOrderLineId>,
    /// How much of it, in the order line's unit.
    pub quantity: Quantity,
    /// Without tax.
    pub net: Amount,
}

/// All that an invoice charges of one order line; the buyer may do so in parts, receipt by receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Sum {
    /// The first line that does.
    element: usize,
    quantity: Decimal,
    net: Decimal,
}

/// Everything that the buyer's invoice says differently from the seller's. Lines go together by
/// the order lines that they are of. Sums are looked at where all lines agree.
#[must_use]
pub fn refusals(ours: &Invoice, theirs: &Invoice) -> Vec<Refusal> {
    let mut found = of_lines(ours, theirs);
    if ours.currency != theirs.currency {
        let reason = format!("its currency is {}", theirs.currency);
        found.push(Refusal::of("currency", differs(reason)));
    }
    if found.is_empty() {
        let sums = [
            ("net amount", ours.net, theirs.net),
            ("tax", ours.tax, theirs.tax),
            ("total", ours.total, theirs.total),
        ];
        // A tax that is another makes the total another.
        let first = sums.into_iter().find(|(_, own, other)| own != other);
        found.extend(first.map(|(what, _, amount)| {
            let reason = format!("its {what} is {amount}");
            Refusal::of("documentTotal", differs(reason))
        }));
    }
    found
}

fn of_lines(ours: &Invoice, theirs: &Invoice) -> Vec<Refusal> {
    let (own, other) = (by_order_line(ours), by_order_line(theirs));
    let mut found = Vec::new();
    for (element, line) in ours.lines.iter().enumerate() {
        let sum = line.of.and_then(|of| own.get(&of));
        if sum.is_some_and(|sum| sum.element != element) {
            continue;
        }
        let twin = line.of.and_then(|of| other.get(&of));
        let told = match (sum, twin) {
            (Some(own), Some(other)) if own.quantity != other.quantity => {
                let quantity = other.quantity.normalize();
                Refusal::of("quantity", differs(format!("its quantity is {quantity}")))
            }
            (Some(own), Some(other)) if own.net != other.net => {
                let net = other.net.normalize();
                Refusal::of("", differs(format!("its net amount is {net}")))
            }
            (Some(_), Some(_)) => continue,
            _ => Refusal::of("", differs("this is not on it".to_owned())),
        };
        found.push(told.within("lines", element));
    }
    let missing = other.keys().filter(|of| !own.contains_key(of)).count();
    if missing > 0 {
        let reason = format!("it is of {missing} more of the order's lines");
        found.push(Refusal::of("lines", differs(reason)));
    }
    found
}

fn by_order_line(invoice: &Invoice) -> BTreeMap<SalesOrderLineId, Sum> {
    let mut all = BTreeMap::new();
    for (element, line) in invoice.lines.iter().enumerate() {
        let Some(of) = line.of else {
            continue;
        };
        let sum = all.entry(of).or_insert(Sum {
            element,
            quantity: Decimal::ZERO,
            net: Decimal::ZERO,
        });
        sum.quantity += line.quantity.decimal();
        sum.net += line.net.decimal();
    }
    all
}

/// That the seller's invoice says something else, and what.
#[must_use]
pub fn differs(reason: String) -> Violation {
    Violation::Trade(Trade::InvoiceDiffers { reason })
}
