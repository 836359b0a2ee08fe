//! Parts of a rounded amount that sum exactly to the whole: the running sum is rounded, and each
//! part is the step from one rounded sum to the next (PST-4).

use entity::exact::Amount;
use rust_decimal::Decimal;

use super::money::{beyond, to_amount};
use super::violation::Violation;

#[cfg(test)]
mod tests;

/// Splits an amount by weights. The parts have at most `decimals` decimals, sum to the amount and
/// are each within one smallest unit of their exact share.
///
/// A weight of zero gets zero. Weights may have signs; where they sum to zero, the last one gets
/// everything.
///
/// # Errors
/// `TooManyDecimals` for an amount that is not rounded itself, `Required` for an amount without a
/// weight, `OutOfRange` beyond what an amount holds.
pub fn allocate(
    total: Amount,
    weights: &[Decimal],
    decimals: u32,
) -> Result<Vec<Amount>, Violation> {
    if total.decimal().scale() > decimals {
        return Err(Violation::TooManyDecimals { scale: decimals });
    }
    let whole = weights
        .iter()
        .try_fold(Decimal::ZERO, |sum, weight| sum.checked_add(*weight))
        .ok_or_else(|| beyond(Decimal::MAX))?;
    if whole.is_zero() {
        let mut parts = vec![Amount::ZERO; weights.len()];
        match parts.last_mut() {
            Some(last) => *last = total,
            None if total.is_zero() => {}
            None => return Err(Violation::Required),
        }
        return Ok(parts);
    }
    let (mut weight_so_far, mut given) = (Decimal::ZERO, Amount::ZERO);
    weights
        .iter()
        .map(|weight| {
            weight_so_far += weight;
            let up_to_here = if weight_so_far == whole {
                total
            } else {
                let product = total.decimal().checked_mul(weight_so_far);
                to_amount(product.and_then(|p| p.checked_div(whole)), decimals)?
            };
            step(&mut given, up_to_here)
        })
        .collect()
}

/// Amounts at a rate, one after the other. The results sum to the sum of the amounts at the rate,
/// rounded once, after each of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Running {
    rate: Decimal,
    decimals: u32,
    taken: Decimal,
    given: Amount,
}

impl Running {
    /// Begins a series; the results have at most `decimals` decimals.
    #[must_use]
    pub fn new(rate: impl Into<Decimal>, decimals: u32) -> Self {
        Self {
            rate: rate.into(),
            decimals,
            taken: Decimal::ZERO,
            given: Amount::ZERO,
        }
    }

    /// The next amount of the series at the rate.
    ///
    /// # Errors
    /// `OutOfRange` beyond what an amount holds; the series ends there.
    pub fn next(&mut self, amount: Amount) -> Result<Amount, Violation> {
        self.taken += amount.decimal();
        let up_to_here = to_amount(self.taken.checked_mul(self.rate), self.decimals)?;
        step(&mut self.given, up_to_here)
    }
}

/// The step to a rounded sum, which is remembered.
fn step(given: &mut Amount, up_to_here: Amount) -> Result<Amount, Violation> {
    let part = up_to_here.checked_sub(*given);
    *given = up_to_here;
    part.ok_or_else(|| beyond(Amount::MAX.decimal()))
}
