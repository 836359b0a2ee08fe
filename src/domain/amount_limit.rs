//! How much a caller may commit the legal entity to by one document.

use entity::exact::Amount;
use rust_decimal::Decimal;

use super::money::{Currency, convert_amount};
use super::violation::Violation;

/// The refusal of a document that comes to more than the limit; none where it does not. What is
/// given back counts as what is taken: a credit memo of a million is decided over by whoever
/// decides over a million. `rate` is what one unit of the document's currency costs in `currency`,
/// which is that of the limit.
///
/// # Errors
/// `OutOfRange` beyond what an amount holds.
pub fn above(
    limit: Amount,
    amount: Amount,
    rate: impl Into<Decimal>,
    currency: Currency,
) -> Result<Option<Violation>, Violation> {
    let amount = convert_amount(amount, rate, currency)?;
    let amount = match amount < Amount::ZERO {
        true => Amount::ZERO.checked_sub(amount).unwrap_or(Amount::MAX),
        false => amount,
    };
    let currency = currency.code;
    let refusal = Violation::AmountAboveLimit {
        limit,
        amount,
        currency,
    };
    Ok((amount > limit).then_some(refusal))
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::amount;
    use super::*;

    fn euro() -> Currency {
        Currency {
            code: "EUR".parse().unwrap(),
            decimals: 2,
        }
    }

    fn refused(document: &str, rate: &str) -> bool {
        let rate: Decimal = rate.parse().unwrap();
        above(amount("1000"), amount(document), rate, euro())
            .unwrap()
            .is_some()
    }

    #[test]
    fn the_limit_itself_is_within_and_a_cent_more_is_not() {
        assert!(!refused("1000", "1"));
        assert!(refused("1000.01", "1"));
        assert!(!refused("2000", "0.5"));
        assert!(refused("2000.02", "0.5"));
    }

    #[test]
    fn what_is_given_back_counts_as_what_is_taken() {
        assert!(!refused("-1000", "1"));
        assert!(refused("-1000.01", "1"));
        let lowest = Amount::from_steps(i64::MIN);
        assert!(
            above(amount("1"), lowest, Decimal::ONE, euro()).map_or(true, |told| told.is_some())
        );
    }

    #[test]
    fn a_refusal_says_its_numbers_in_the_currency_of_the_limit() {
        let told = above(amount("10"), amount("30"), Decimal::new(5, 1), euro());
        let expected = Violation::AmountAboveLimit {
            limit: amount("10"),
            amount: amount("15"),
            currency: "EUR".parse().unwrap(),
        };
        assert_eq!(told, Ok(Some(expected)));
    }
}
