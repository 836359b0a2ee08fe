//! What is taken back: receipts undone, invoices cancelled (PST-8, COR-3, COR-5).

use entity::exact::Quantity;
use entity::ids::ItemEntryId;

use super::forward::{Pool, change, forward, settle};
use super::outbound::{out, remains, take, take_invoiced};
use super::{
    Application, AppliedCost, Cost, CostingViolation, InboundEntry, Plan, Stock, ValueEntry, less,
    more,
};

/// Undoes a receipt (PST-8): the correction `outbound` takes the whole entry, charges included.
///
/// # Errors
/// `Invoiced` where any of it is invoiced; `RemainingExceeded` where not all of it is in stock;
/// `OutOfRange` beyond what a column holds.
pub fn undo_receipt(
    stock: &Stock,
    entry: &InboundEntry,
    outbound: ItemEntryId,
) -> Result<Plan, CostingViolation> {
    if !entry.invoiced_quantity.is_zero() {
        return Err(CostingViolation::Invoiced {
            entry: entry.id,
            invoiced: entry.invoiced_quantity,
        });
    }
    take(stock, entry, outbound, entry.quantity)
}

/// Takes value entries of an inbound entry back by their exact mirror: an invoice whose goods are
/// kept (COR-5), so that their expected cost stands again, or a charge. What was taken from the
/// entry is corrected.
///
/// # Errors
/// `InvoicedExceeded` where less is invoiced than they invoiced; `OutOfRange` beyond what a column
/// holds.
pub fn reverse(
    stock: &Stock,
    entry: &InboundEntry,
    values: &[ValueEntry],
) -> Result<Plan, CostingViolation> {
    brought(entry, values)?;
    let mut mirrored = Vec::with_capacity(values.len());
    for value in values.iter().filter(|value| value.entry == entry.id) {
        mirrored.push(ValueEntry {
            invoiced_quantity: less(Quantity::ZERO, value.invoiced_quantity)?,
            cost: Cost::default().minus(value.cost)?,
            ..value.clone()
        });
    }
    change(stock, entry, mirrored)
}

/// Takes an invoice back together with its goods (COR-5): `outbound` takes what the invoice's
/// value entries invoiced, at the actual cost that they brought. The rest of the entry stands as
/// if neither had been; what was taken from it is corrected. With the last of the entry go its
/// charges too.
///
/// # Errors
/// `NotPositive` where they invoiced nothing; `InvoicedExceeded`; `RemainingExceeded`;
/// `OutOfRange` beyond what a column holds.
pub fn return_to_vendor(
    stock: &Stock,
    entry: &InboundEntry,
    outbound: ItemEntryId,
    values: &[ValueEntry],
) -> Result<Plan, CostingViolation> {
    let (quantity, cost) = brought(entry, values)?;
    remains(entry, quantity)?;
    if quantity == Pool::of(entry)?.quantity {
        return take_invoiced(stock, entry, outbound, quantity, quantity);
    }
    let cost = Cost {
        actual: cost.actual,
        ..Cost::default()
    };
    let mut plan = Plan {
        applications: vec![Application {
            inbound: entry.id,
            outbound,
            quantity,
            cost: AppliedCost::Credited(cost.actual),
        }],
        values: vec![out(outbound, quantity, cost)?],
    };
    let forwarded = forward(stock, entry, &entry.after(&plan)?)?;
    plan.values.extend(forwarded);
    settle(stock, outbound, plan)
}

/// The quantity and the cost that an entry's value entries brought it, of no more than is invoiced.
fn brought(
    entry: &InboundEntry,
    values: &[ValueEntry],
) -> Result<(Quantity, Cost), CostingViolation> {
    let (mut quantity, mut cost) = (Quantity::ZERO, Cost::default());
    for value in values.iter().filter(|value| value.entry == entry.id) {
        quantity = more(quantity, value.invoiced_quantity)?;
        cost = cost.plus(value.cost)?;
    }
    let invoiced = Pool::of(entry)?.invoiced;
    match quantity > invoiced {
        true => Err(CostingViolation::InvoicedExceeded {
            entry: entry.id,
            invoiced,
            asked: quantity,
        }),
        false => Ok((quantity, cost)),
    }
}
