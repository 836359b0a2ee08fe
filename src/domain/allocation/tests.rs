//! Parts sum to the whole, keep its sign and stay within a smallest unit.

use super::*;
use crate::domain::fixtures::{amount, dec};
use crate::domain::money::round;
use proptest::collection::vec;
use proptest::prelude::*;

fn parts(total: &str, weights: &[&str], decimals: u32) -> Vec<String> {
    let weights: Vec<Decimal> = weights.iter().map(|weight| dec(weight)).collect();
    allocate(amount(total), &weights, decimals)
        .unwrap()
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn parts_of_a_rounded_amount_sum_to_it() {
    assert_eq!(parts("10", &["1", "1", "1"], 2), ["3.33", "3.34", "3.33"]);
    assert_eq!(
        parts("-10", &["1", "1", "1"], 2),
        ["-3.33", "-3.34", "-3.33"]
    );
    assert_eq!(parts("0.01", &["1", "1", "1"], 2), ["0", "0.01", "0"]);
    assert_eq!(parts("5", &["2.5", "0", "7.5"], 2), ["1.25", "0", "3.75"]);
    assert_eq!(parts("7", &["1", "1"], 0), ["4", "3"]);
}

#[test]
fn a_zero_weight_gets_nothing_and_only_zero_weights_give_all_to_the_last() {
    assert_eq!(parts("10", &["0", "3", "0"], 2), ["0", "10", "0"]);
    assert_eq!(parts("10", &["0", "0"], 2), ["0", "10"]);
    assert_eq!(parts("10", &["4", "-4"], 2), ["0", "10"]);
    assert_eq!(parts("0", &["4", "-4"], 2), ["0", "0"]);
}

#[test]
fn a_weight_of_the_other_sign_gets_a_part_of_the_other_sign() {
    assert_eq!(parts("9", &["100", "-10"], 2), ["10", "-1"]);
}

#[test]
fn nothing_to_split_among_is_refused_and_so_is_an_amount_that_is_not_rounded() {
    assert_eq!(allocate(amount("1"), &[], 2), Err(Violation::Required));
    assert_eq!(allocate(Amount::ZERO, &[], 2), Ok(Vec::new()));
    assert_eq!(
        allocate(amount("1.001"), &[Decimal::ONE], 2),
        Err(Violation::TooManyDecimals { scale: 2 })
    );
}

#[test]
fn an_overflow_is_refused_and_not_a_panic() {
    let huge = allocate(Amount::MAX, &[Decimal::MAX, Decimal::MAX], 4);
    assert!(matches!(huge, Err(Violation::OutOfRange { .. })));
    let mut running = Running::new(Decimal::MAX, 2);
    let found = running.next(amount("2"));
    assert!(matches!(found, Err(Violation::OutOfRange { .. })));
}

#[test]
fn a_series_at_a_rate_carries_the_rest_along() {
    let mut running = Running::new(dec("0.333333333"), 2);
    let found: Vec<Amount> = (0..4)
        .map(|_| running.next(amount("0.02")).unwrap())
        .collect();
    assert_eq!(found, ["0.01", "0", "0.01", "0.01"].map(amount));
}

fn sum(parts: &[Amount]) -> Decimal {
    parts.iter().map(|part| part.decimal()).sum()
}

fn unit(decimals: u32) -> Decimal {
    Decimal::new(1, decimals)
}

proptest! {
    #[test]
    fn allocated_parts_sum_keep_the_sign_and_err_by_less_than_a_smallest_unit(
        units in -(10_i64.pow(10))..10_i64.pow(10), decimals in 0..=4_u32,
        weights in vec(0..10_i64.pow(9), 1..20),
    ) {
        let total = Amount::try_from(Decimal::new(units, decimals)).unwrap();
        let weights: Vec<Decimal> = weights.iter().map(|w| Decimal::new(*w, 4)).collect();
        let whole: Decimal = weights.iter().sum();
        let parts = allocate(total, &weights, decimals).unwrap();
        prop_assert_eq!(parts.len(), weights.len());
        prop_assert_eq!(sum(&parts), total.decimal());
        for (part, weight) in parts.iter().zip(&weights) {
            prop_assert!(part.decimal().scale() <= decimals);
            prop_assert!(part.is_zero() || (*part > Amount::ZERO) == (units > 0));
            if !whole.is_zero() {
                prop_assert!(!weight.is_zero() || part.is_zero());
                let exact = total.decimal() * weight / whole;
                prop_assert!((part.decimal() - exact).abs() < unit(decimals));
            }
        }
    }

    #[test]
    fn another_order_of_the_weights_moves_smallest_units_only(
        units in -(10_i64.pow(10))..10_i64.pow(10), weights in vec(1..10_i64.pow(9), 1..20),
        turn in 0..20_usize,
    ) {
        let total = Amount::try_from(Decimal::new(units, 2)).unwrap();
        let weights: Vec<Decimal> = weights.iter().map(|w| Decimal::new(*w, 4)).collect();
        let turn = turn % weights.len();
        let mut turned = weights.clone();
        turned.rotate_left(turn);
        let parts = allocate(total, &weights, 2).unwrap();
        let mut others = allocate(total, &turned, 2).unwrap();
        others.rotate_right(turn);
        for (part, other) in parts.iter().zip(&others) {
            prop_assert!((part.decimal() - other.decimal()).abs() <= unit(2));
        }
    }

    #[test]
    fn a_turned_amount_has_turned_parts(
        units in 0..10_i64.pow(10), weights in vec(-(10_i64.pow(9))..10_i64.pow(9), 1..20),
    ) {
        let weights: Vec<Decimal> = weights.iter().map(|w| Decimal::new(*w, 4)).collect();
        let turned: Vec<Decimal> = weights.iter().map(|w| -w).collect();
        let of = |units, weights: &[Decimal]| {
            allocate(Amount::try_from(Decimal::new(units, 2)).unwrap(), weights, 2)
        };
        if let (Ok(parts), Ok(others)) = (of(units, &weights), of(-units, &turned)) {
            for (part, other) in parts.iter().zip(&others) {
                prop_assert_eq!(part.decimal(), -other.decimal());
            }
        }
    }

    #[test]
    fn a_series_sums_to_the_converted_sum_after_every_step(
        amounts in vec(-(10_i64.pow(10))..10_i64.pow(10), 0..20), rate in 1..10_i64.pow(11),
        decimals in 0..=4_u32,
    ) {
        let rate = Decimal::new(rate, 9);
        let mut running = Running::new(rate, decimals);
        let (mut taken, mut given) = (Decimal::ZERO, Decimal::ZERO);
        for steps in amounts {
            let amount = Amount::from_steps(steps);
            let part = running.next(amount).unwrap().decimal();
            taken += amount.decimal();
            given += part;
            prop_assert_eq!(given, round(taken * rate, decimals));
            prop_assert!((part - amount.decimal() * rate).abs() <= unit(decimals));
        }
    }

    #[test]
    fn no_split_and_no_series_panics(
        total: i64, decimals in 0..10_u32, weights in vec(any::<i64>(), 0..5), rate: i64,
    ) {
        let weights: Vec<Decimal> = weights.into_iter().map(Decimal::from).collect();
        let _ = allocate(Amount::from_steps(total), &weights, decimals);
        let mut running = Running::new(Decimal::from(rate), decimals);
        for _ in 0..3 {
            let _ = running.next(Amount::from_steps(total));
        }
    }
}
