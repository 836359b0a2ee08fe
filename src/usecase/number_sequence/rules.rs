//! What every number sequence keeps to.

use entity::number_sequence::Model;
use rust_decimal::Decimal;

use crate::domain::violation::Violation;
use crate::usecase::check::Check;

/// The most digits that a number may have.
const DIGITS_MAX: i32 = 18;

/// The largest number of so many digits.
pub(super) fn largest(digits: i32) -> i64 {
    let digits = u32::try_from(digits.clamp(1, DIGITS_MAX)).unwrap_or(1);
    10_i64.saturating_pow(digits) - 1
}

/// Checks that prefix, digits and bounds can give numbers.
pub(super) fn form(check: &mut Check, row: &Model) {
    if !row.prefix.is_empty() {
        check.text("prefix", &row.prefix, 16);
    }
    if row.digits < 1 {
        check.refuse("digits", Violation::NotPositive);
    } else if row.digits > DIGITS_MAX {
        let limit = Decimal::from(DIGITS_MAX);
        check.refuse("digits", Violation::OutOfRange { limit });
    }
    if row.next < 1 {
        check.refuse("next", Violation::NotPositive);
    }
    let limit = largest(row.digits);
    if row.maximum > limit {
        let limit = Decimal::from(limit);
        check.refuse("maximum", Violation::OutOfRange { limit });
    }
    // One beyond the maximum is where a used up sequence stands.
    if row.next > row.maximum.saturating_add(1) {
        check.refuse("next", Violation::MinimumAboveMaximum);
    }
}
