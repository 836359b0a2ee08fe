//! How the cost of an entry falls to what was taken from it, now and after a change.

use entity::exact::{Amount, Quantity};
use entity::ids::ItemEntryId;
use entity::kinds::{CostingMethod, ValueEntryType};
use rust_decimal::Decimal;

use super::{
    Application, AppliedCost, Cost, CostingViolation, InboundEntry, Plan, Stock, ValueEntry, less,
    minus, more, plus,
};
use crate::domain::allocation::allocate;
use crate::domain::money::{Currency, share, share_between};

/// What of an entry its applications share: all but what cancelled invoices took back for good.
pub(super) struct Pool<'a> {
    pub(super) quantity: Quantity,
    pub(super) invoiced: Quantity,
    pub(super) cost: Cost,
    applications: Vec<&'a Application>,
}

impl<'a> Pool<'a> {
    pub(super) fn of(entry: &'a InboundEntry) -> Result<Self, CostingViolation> {
        let mut pool = Self {
            quantity: entry.quantity,
            invoiced: entry.invoiced_quantity,
            cost: entry.cost,
            applications: Vec::new(),
        };
        for application in &entry.applications {
            match application.cost {
                AppliedCost::Credited(credited) => {
                    pool.quantity = less(pool.quantity, application.quantity)?;
                    pool.invoiced = less(pool.invoiced, application.quantity)?;
                    pool.cost.actual = minus(pool.cost.actual, credited)?;
                }
                AppliedCost::Followed | AppliedCost::Averaged => {
                    pool.applications.push(application);
                }
            }
        }
        Ok(pool)
    }

    /// The cost that falls to the next `quantity` to be taken.
    pub(super) fn next(
        &self,
        quantity: Quantity,
        currency: Currency,
    ) -> Result<Cost, CostingViolation> {
        let applied = self.applied(|_| true)?;
        self.piece(applied, more(applied, quantity)?, currency)
    }

    fn piece(
        &self,
        begin: Quantity,
        end: Quantity,
        currency: Currency,
    ) -> Result<Cost, CostingViolation> {
        let part = |amount| share_between(amount, begin, end, self.quantity, currency);
        Ok(Cost {
            expected: part(self.cost.expected)?,
            actual: part(self.cost.actual)?,
        })
    }

    /// The piece of each application, in their order.
    fn pieces(&self, currency: Currency) -> Result<Vec<Cost>, CostingViolation> {
        let mut end = Quantity::ZERO;
        let mut pieces = Vec::with_capacity(self.applications.len());
        for application in &self.applications {
            let begin = end;
            end = more(begin, application.quantity)?;
            pieces.push(self.piece(begin, end, currency)?);
        }
        Ok(pieces)
    }

    /// How much was taken by the applications at such a cost.
    fn applied(&self, at: impl Fn(AppliedCost) -> bool) -> Result<Quantity, CostingViolation> {
        self.applications
            .iter()
            .filter(|application| at(application.cost))
            .try_fold(Quantity::ZERO, |sum, a| more(sum, a.quantity))
    }

    fn averaged(&self) -> impl Iterator<Item = &Application> {
        let is_averaged = |a: &&Application| a.cost == AppliedCost::Averaged;
        self.applications.iter().copied().filter(is_averaged)
    }
}

/// Adds value entries to an inbound entry and forwards the change to what was taken from it.
pub(super) fn change(
    stock: &Stock,
    entry: &InboundEntry,
    values: Vec<ValueEntry>,
) -> Result<Plan, CostingViolation> {
    let mut plan = Plan {
        applications: Vec::new(),
        values,
    };
    let after = entry.after(&plan)?;
    let forwarded = forward(stock, entry, &after)?;
    let variances = variances(stock, entry, &after, &forwarded)?;
    plan.values.extend(forwarded);
    plan.values.extend(variances);
    Ok(plan)
}

/// What the applications that an entry had before cost more or less after a change of it.
pub(super) fn forward(
    stock: &Stock,
    before: &InboundEntry,
    after: &InboundEntry,
) -> Result<Vec<ValueEntry>, CostingViolation> {
    let (before, after) = (Pool::of(before)?, Pool::of(after)?);
    let old = before.pieces(stock.currency)?;
    let new = after.pieces(stock.currency)?;
    let mut values = Vec::new();
    for ((application, old), new) in before.applications.iter().zip(old).zip(new) {
        // An outbound entry's cost is below zero: the other way round.
        let mut cost = old.minus(new)?;
        if application.cost == AppliedCost::Averaged {
            cost.actual = minus(Amount::ZERO, cost.expected)?;
        }
        values.extend(added(
            application.outbound,
            ValueEntryType::DirectCost,
            cost,
        ));
    }
    Ok(values)
}

/// What of a change the stock on hand does not bear, as variances of what went out at the average,
/// in proportion to its quantity. Nothing where no application is averaged.
fn variances(
    stock: &Stock,
    before: &InboundEntry,
    after: &InboundEntry,
    forwarded: &[ValueEntry],
) -> Result<Vec<ValueEntry>, CostingViolation> {
    let averaged = Pool::of(after)?;
    let went_out = averaged.applied(|cost| cost == AppliedCost::Averaged)?;
    if went_out.is_zero() {
        return Ok(Vec::new());
    }
    let mut left = after.cost.minus(before.cost)?.total()?;
    for value in forwarded {
        left = plus(left, value.cost.total()?)?;
    }
    let followed = averaged.applied(|cost| cost == AppliedCost::Followed)?;
    let shared = less(averaged.quantity, followed)?;
    let borne = share(left, stock.quantity.min(shared), shared, stock.currency)?;
    let rest = minus(left, borne)?;
    let weights: Vec<Decimal> = averaged.averaged().map(|a| a.quantity.decimal()).collect();
    let parts = allocate(rest, &weights, stock.currency.decimals)?;
    let mut values = Vec::new();
    for (application, part) in averaged.averaged().zip(parts) {
        values.extend(variance(application.outbound, minus(Amount::ZERO, part)?));
    }
    Ok(values)
}

/// Completes a plan that takes an entry's own cost from an averaged stock: an empty stock is worth
/// nothing and no stock less than nothing; what is missing or left is a variance of what goes out.
pub(super) fn settle(
    stock: &Stock,
    outbound: ItemEntryId,
    mut plan: Plan,
) -> Result<Plan, CostingViolation> {
    if stock.method == CostingMethod::Average {
        let after = stock.after(&plan)?;
        if after.quantity.is_zero() || after.value < Amount::ZERO {
            let missing = minus(Amount::ZERO, after.value)?;
            plan.values.extend(variance(outbound, missing));
        }
    }
    Ok(plan)
}

fn variance(entry: ItemEntryId, actual: Amount) -> Option<ValueEntry> {
    let cost = Cost {
        expected: Amount::ZERO,
        actual,
    };
    added(entry, ValueEntryType::Variance, cost)
}

/// A value entry that invoices nothing; none for a cost of zero.
pub(super) fn added(
    entry: ItemEntryId,
    value_entry_type: ValueEntryType,
    cost: Cost,
) -> Option<ValueEntry> {
    (!cost.is_zero()).then_some(ValueEntry {
        entry,
        value_entry_type,
        invoiced_quantity: Quantity::ZERO,
        cost,
    })
}
