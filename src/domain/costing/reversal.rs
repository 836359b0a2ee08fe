//! What is taken back: receipts undone, invoices cancelled (PST-8, COR-3, COR-5).

use entity::exact::Quantity;
use entity::ids::ItemEntryId;
use entity::kinds::ValueEntryType;

use super::forward::{Pool, added, change, forward, settle};
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
    mirror(stock, entry, values, |cost| Cost::default().minus(cost))
}

/// [`reverse`] of an invoice that had brought its goods itself: they stay, and what they cost is
/// expected from now on (COR-5).
///
/// # Errors
/// As [`reverse`].
pub fn keep(
    stock: &Stock,
    entry: &InboundEntry,
    values: &[ValueEntry],
) -> Result<Plan, CostingViolation> {
    mirror(stock, entry, values, |cost| {
        Ok(Cost {
            expected: cost.total()?,
            actual: Cost::default().minus(cost)?.actual,
        })
    })
}

fn mirror(
    stock: &Stock,
    entry: &InboundEntry,
    values: &[ValueEntry],
    turned: impl Fn(Cost) -> Result<Cost, CostingViolation>,
) -> Result<Plan, CostingViolation> {
    brought(entry, values)?;
    let mut mirrored = Vec::with_capacity(values.len());
    for value in values.iter().filter(|value| value.entry == entry.id) {
        mirrored.push(ValueEntry {
            invoiced_quantity: less(Quantity::ZERO, value.invoiced_quantity)?,
            cost: turned(value.cost)?,
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
        let plan = take_invoiced(stock, entry, outbound, quantity, quantity)?;
        return by_type(entry, outbound, values, plan);
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
    by_type(entry, outbound, values, settle(stock, outbound, plan)?)
}

/// Lets what goes out with an invoice go out as what it had come in: indirect cost as such, so that
/// it leaves the accounts that it was posted to.
fn by_type(
    entry: &InboundEntry,
    outbound: ItemEntryId,
    values: &[ValueEntry],
    mut plan: Plan,
) -> Result<Plan, CostingViolation> {
    let indirect = |value: &&ValueEntry| {
        value.entry == entry.id && value.value_entry_type == ValueEntryType::IndirectCost
    };
    let mut cost = Cost::default();
    for value in values.iter().filter(indirect) {
        cost.actual = cost.plus(value.cost)?.actual;
    }
    if let Some(direct) = plan.values.iter_mut().find(|value| value.entry == outbound) {
        direct.cost = direct.cost.plus(cost)?;
    }
    let turned = Cost::default().minus(cost)?;
    let indirect = added(outbound, ValueEntryType::IndirectCost, turned);
    plan.values.extend(indirect);
    Ok(plan)
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
