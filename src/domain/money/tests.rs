//! Vector A4 and the laws of net amounts.

use super::*;
use crate::domain::fixtures::{amount, euro, quantity, terms};
use proptest::prelude::*;

#[test]
fn a4_amount_first_then_percent_half_up() {
    let net = |number, terms| net_amount(quantity(number), &terms, euro()).unwrap();
    assert_eq!(net("250", terms("84", "100", "5", "4")), amount("190"));
    assert_eq!(net("7", terms("3.333", "1", "2.5", "0")), amount("22.75"));
    assert_eq!(net("1", terms("0.125", "1", "0", "0")), amount("0.13"));
    assert_eq!(net("3", terms("1", "3", "0", "0")), amount("1"));
}

#[test]
fn a_price_unit_of_zero_and_an_overflow_are_refused_not_panics() {
    let zero = terms("1", "0", "0", "0");
    assert_eq!(
        net_amount(quantity("1"), &zero, euro()),
        Err(Violation::NotPositive)
    );
    let dear = PriceTerms {
        unit_price: Price::MAX,
        ..PriceTerms::default()
    };
    let found = net_amount(Quantity::MAX, &dear, euro());
    assert!(matches!(found, Err(Violation::OutOfRange { .. })));
}

#[test]
fn unsound_terms_are_all_reported_at_once() {
    let found = terms("-1", "0", "101", "-1").check();
    let fields: Vec<String> = found.into_iter().flat_map(|r| r.field).collect();
    assert_eq!(
        fields,
        [
            "unitPrice",
            "priceUnit",
            "discountPercent",
            "discountAmount"
        ]
    );
}

#[test]
fn an_amount_with_more_decimals_than_its_currency_is_refused() {
    assert_eq!(scale_fits(amount("1.25"), euro()), Ok(()));
    let yen = Currency {
        decimals: 0,
        ..euro()
    };
    assert_eq!(
        scale_fits(amount("1.2"), yen),
        Err(Violation::TooManyDecimals { scale: 0 })
    );
}

#[test]
fn a_changed_currency_rounds_amounts_to_its_decimals_and_prices_as_asked() {
    assert_eq!(
        convert_amount(amount("10"), Decimal::new(11_115, 4), euro()),
        Ok(amount("11.12"))
    );
    let price = convert_price(Price::from_steps(4_000), Decimal::new(11, 1), Price::SCALE);
    assert_eq!(price, Ok(Price::from_steps(4_400)));
}

proptest! {
    #[test]
    fn net_amounts_never_fall_below_zero_and_grow_with_quantity(
        steps in 0..10_i64.pow(12), more in 0..10_i64.pow(9), price in 0..10_i64.pow(10),
        per in 1..10_i64.pow(9), percent in 0..=10_i64.pow(8), part in 0..=100_i64,
    ) {
        let terms = PriceTerms {
            unit_price: Price::from_steps(price),
            price_unit: Quantity::from_steps(per),
            discount_percent: Percent::from_steps(percent),
            discount_amount: Price::from_steps(price / 100 * part),
        };
        prop_assert!(terms.check().is_empty());
        let net = |steps| net_amount(Quantity::from_steps(steps), &terms, euro());
        if let (Ok(less), Ok(larger)) = (net(steps), net(steps + more)) {
            prop_assert!(less >= Amount::ZERO && less <= larger);
            prop_assert!(scale_fits(less, euro()).is_ok());
        }
    }

    #[test]
    fn no_input_panics(quantity: i64, price: i64, per: i64, percent: i64, amount: i64) {
        let terms = PriceTerms {
            unit_price: Price::from_steps(price),
            price_unit: Quantity::from_steps(per),
            discount_percent: Percent::from_steps(percent),
            discount_amount: Price::from_steps(amount),
        };
        let quantity = Quantity::from_steps(quantity);
        let _ = (terms.check(), net_amount(quantity, &terms, euro()));
        let _ = share(Amount::from_steps(amount), quantity, terms.price_unit, euro());
    }
}
