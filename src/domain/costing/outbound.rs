//! What goes out: from which entries and at what cost.

use entity::exact::{Amount, Quantity};
use entity::ids::ItemEntryId;
use entity::kinds::{CostingMethod, ValueEntryType};

use super::forward::{Pool, settle};
use super::{
    Application, AppliedCost, Cost, CostingViolation, InboundEntry, Plan, Stock, ValueEntry, less,
    minus, more, positive,
};
use crate::domain::money::share;

/// Takes a quantity out of stock (B6): from the entries that came in first, at their cost or at
/// the average. `open` holds every entry of the stock of which something remains, in any order.
///
/// # Errors
/// `NotPositive`; `StockExceeded` with what is available; `OutOfRange` beyond what a column holds.
pub fn issue(
    stock: &Stock,
    open: &[InboundEntry],
    outbound: ItemEntryId,
    quantity: Quantity,
) -> Result<Plan, CostingViolation> {
    positive(quantity)?;
    let mut first_in: Vec<&InboundEntry> = open.iter().collect();
    first_in.sort_by(|a, b| a.by_arrival(b));
    let (mut wanted, mut available) = (quantity, Quantity::ZERO);
    let mut cost = Cost::default();
    let mut applications = Vec::new();
    for entry in first_in {
        let remaining = entry.remaining()?;
        available = more(available, remaining)?;
        let taken = wanted.min(remaining);
        if taken > Quantity::ZERO {
            wanted = less(wanted, taken)?;
            cost = cost.plus(Pool::of(entry)?.next(taken, stock.currency)?)?;
            applications.push(Application {
                inbound: entry.id,
                outbound,
                quantity: taken,
                cost: match stock.method {
                    CostingMethod::Fifo => AppliedCost::Followed,
                    CostingMethod::Average => AppliedCost::Averaged,
                },
            });
        }
    }
    if wanted > Quantity::ZERO {
        return Err(CostingViolation::StockExceeded {
            available,
            asked: quantity,
        });
    }
    if stock.method == CostingMethod::Average {
        let total = share(stock.value, quantity, available, stock.currency)?;
        cost.actual = minus(total, cost.expected)?;
    }
    Ok(Plan {
        applications,
        values: vec![out(outbound, Quantity::ZERO, cost)?],
    })
}

/// Takes a quantity from one entry at that entry's cost: exact cost reversing (B6, COR-8). Later
/// changes of the entry's cost follow. From an averaged stock no more goes than it is worth, and
/// all of that with the last unit; the difference is a variance.
///
/// # Errors
/// `NotPositive`; `RemainingExceeded`; `OutOfRange` beyond what a column holds.
pub fn take(
    stock: &Stock,
    entry: &InboundEntry,
    outbound: ItemEntryId,
    quantity: Quantity,
) -> Result<Plan, CostingViolation> {
    take_invoiced(stock, entry, outbound, quantity, Quantity::ZERO)
}

/// [`take`], of which so much takes back what was invoiced.
pub(super) fn take_invoiced(
    stock: &Stock,
    entry: &InboundEntry,
    outbound: ItemEntryId,
    quantity: Quantity,
    invoiced: Quantity,
) -> Result<Plan, CostingViolation> {
    remains(entry, quantity)?;
    let cost = Pool::of(entry)?.next(quantity, stock.currency)?;
    let plan = Plan {
        applications: vec![Application {
            inbound: entry.id,
            outbound,
            quantity,
            cost: AppliedCost::Followed,
        }],
        values: vec![out(outbound, invoiced, cost)?],
    };
    settle(stock, outbound, plan)
}

/// Refuses what is not above zero or more than remains of the entry.
pub(super) fn remains(entry: &InboundEntry, asked: Quantity) -> Result<(), CostingViolation> {
    positive(asked)?;
    let remaining = entry.remaining()?;
    match asked > remaining {
        true => Err(CostingViolation::RemainingExceeded {
            entry: entry.id,
            remaining,
            asked,
        }),
        false => Ok(()),
    }
}

/// The value of an outbound entry: what it takes, with the sign turned.
pub(super) fn out(
    outbound: ItemEntryId,
    invoiced: Quantity,
    cost: Cost,
) -> Result<ValueEntry, CostingViolation> {
    Ok(ValueEntry {
        entry: outbound,
        value_entry_type: ValueEntryType::DirectCost,
        invoiced_quantity: less(Quantity::ZERO, invoiced)?,
        cost: Cost {
            expected: minus(Amount::ZERO, cost.expected)?,
            actual: minus(Amount::ZERO, cost.actual)?,
        },
    })
}
