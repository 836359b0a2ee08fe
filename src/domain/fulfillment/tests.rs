//! Vectors A1 to A3, the identity, and parts that sum to the whole.

use super::*;
use crate::domain::commitment::Commitment;
use crate::domain::fixtures::{amount, commitment, dec, euro, pieces_at_four, quantity, value_of};
use crate::domain::matching::{Draw, exceeds};
use crate::domain::violation::Violation;
use proptest::prelude::*;

fn state(numbers: [&str; 4]) -> OrderedState {
    let [ordered, cancelled, received, invoiced] = numbers.map(quantity);
    let at_four = |q: Quantity| Amount::try_from(q.decimal() * dec("4")).unwrap();
    OrderedState {
        quantity: ordered,
        cancelled,
        received,
        invoiced,
        net_amount: at_four(ordered),
        invoiced_amount: at_four(invoiced),
    }
}

fn used_by(lines: &[[&str; 4]]) -> Commitment {
    let mut commitment = pieces_at_four();
    for line in lines {
        let buckets = contribution(&state(*line), true, euro()).unwrap();
        commitment.used = commitment.used.add(&buckets).unwrap();
    }
    commitment
}

#[test]
fn a1_a_quantity_commitment_lives_its_life() {
    let table: [(&[[&str; 4]], [i32; 4]); 8] = [
        (&[], [0, 0, 0, 1000]),
        (&[["400", "0", "0", "0"]], [400, 0, 0, 600]),
        (&[["400", "0", "300", "0"]], [100, 300, 0, 600]),
        (&[["400", "0", "300", "200"]], [100, 100, 200, 600]),
        (
            &[["400", "0", "300", "200"], ["250", "0", "0", "0"]],
            [350, 100, 200, 350],
        ),
        (
            &[
                ["400", "0", "300", "200"],
                ["250", "0", "0", "0"],
                ["-50", "0", "0", "0"],
            ],
            [300, 100, 200, 400],
        ),
        (
            &[
                ["400", "0", "300", "200"],
                ["250", "0", "0", "0"],
                ["-50", "0", "-50", "-50"],
            ],
            [350, 100, 150, 400],
        ),
        (
            &[
                ["400", "0", "300", "200"],
                ["250", "100", "0", "0"],
                ["-50", "0", "-50", "-50"],
            ],
            [250, 100, 150, 500],
        ),
    ];
    for (lines, expected) in table {
        let commitment = used_by(lines);
        let f = Fulfillment::of_commitment(&commitment, &commitment.used);
        let found = [
            f.released_only,
            f.received_not_invoiced,
            f.invoiced,
            f.remaining,
        ];
        assert_eq!(found, expected.map(Decimal::from), "{lines:?}");
    }
}

#[test]
fn a1_the_second_order_may_be_raised_to_600_and_not_to_601() {
    let commitment = used_by(&[["400", "0", "300", "200"], ["250", "0", "0", "0"]]);
    let held = contribution(&state(["250", "0", "0", "0"]), true, euro()).unwrap();
    let draw = |number| Draw {
        quantity: dec(number),
        amount: Decimal::ZERO,
    };
    assert_eq!(exceeds(&commitment, draw("600"), &held, euro()), None);
    let found = exceeds(&commitment, draw("601"), &held, euro());
    let Some(Violation::MaximumQuantityExceeded {
        limit, remaining, ..
    }) = found
    else {
        panic!("{found:?}");
    };
    assert_eq!((limit, remaining), (quantity("600"), quantity("350")));
}

#[test]
fn an_invoice_at_another_price_counts_what_was_invoiced() {
    let mut line = state(["100", "0", "100", "50"]);
    line.invoiced_amount = amount("210");
    let found = contribution(&line, false, euro()).unwrap();
    assert_eq!(
        (found.received_amount, found.invoiced_amount),
        (amount("200"), amount("210"))
    );
    assert_eq!(found.used_quantity(), Decimal::ZERO);
}

#[test]
fn over_delivery_counts_as_received() {
    let found = contribution(&state(["10", "0", "12", "0"]), true, euro()).unwrap();
    assert_eq!(
        (found.received_quantity, found.received_amount),
        (quantity("12"), amount("48"))
    );
    assert!(found.released_quantity.is_zero() && found.released_amount.is_zero());
}

#[test]
fn use_beyond_one_commitment_fills_no_other_one() {
    let mut over = commitment(1, value_of("100", "0"));
    over.used.released_amount = amount("150");
    let whole = Fulfillment::of_agreement([&over, &pieces_at_four()], euro()).unwrap();
    assert_eq!(
        (whole.committed, whole.over_released),
        (dec("4100"), dec("50"))
    );
    assert_eq!(
        (whole.remaining, whole.percentage),
        (dec("4000"), Some(dec("2.44")))
    );
    let alone = Fulfillment::of_commitment(&over, &over.used);
    assert_eq!(alone.percentage, Some(dec("150")));
    let nothing = Fulfillment::of_agreement([], euro()).unwrap();
    assert_eq!(nothing.percentage, None);
}

fn identity(f: &Fulfillment) -> bool {
    let used = f.invoiced + f.received_not_invoiced + f.released_only;
    f.committed == used + f.remaining - f.over_released
}

proptest! {
    #[test]
    fn the_parts_sum_to_the_whole_and_empty_stages_hold_nothing(
        ordered in 1..10_000_i64,
        splits in [0..=100_i64, 0..=100, 0..=100],
        net in 0..10_i64.pow(9),
    ) {
        let [cancelled, received, invoiced] = splits;
        let cancelled = ordered * cancelled / 100;
        let received = (ordered - cancelled) * received / 100;
        let invoiced = received * invoiced / 100;
        let whole = Quantity::from_steps(ordered);
        let net = Amount::from_steps(net * 100);
        let part = |steps| share(net, Quantity::from_steps(steps), whole, euro()).unwrap();
        let state = OrderedState {
            quantity: whole,
            cancelled: Quantity::from_steps(cancelled),
            received: Quantity::from_steps(received),
            invoiced: Quantity::from_steps(invoiced),
            net_amount: net,
            invoiced_amount: part(invoiced),
        };
        let found = contribution(&state, true, euro()).unwrap();
        prop_assert_eq!(found.used_amount(), part(ordered - cancelled).decimal());
        prop_assert_eq!(found.used_quantity(), Quantity::from_steps(ordered - cancelled).decimal());
        prop_assert!(received != ordered - cancelled || found.released_amount.is_zero());
        prop_assert!(invoiced != received || found.received_amount.is_zero());
    }

    #[test]
    fn committed_is_the_sum_of_its_parts(steps in [any::<i32>(), any::<i32>(), any::<i32>()]) {
        let [released, received, invoiced] = steps.map(i64::from);
        let mut by_value = commitment(1, value_of("5000", "0"));
        let mut by_quantity = pieces_at_four();
        by_value.used.released_amount = Amount::from_steps(released);
        by_value.used.received_amount = Amount::from_steps(received);
        by_value.used.invoiced_amount = Amount::from_steps(invoiced);
        by_quantity.used.released_quantity = Quantity::from_steps(released);
        by_quantity.used.received_quantity = Quantity::from_steps(received);
        by_quantity.used.invoiced_quantity = Quantity::from_steps(invoiced);
        for one in [&by_value, &by_quantity] {
            prop_assert!(identity(&Fulfillment::of_commitment(one, &one.used)));
            prop_assert!(identity(&Fulfillment::in_amounts(one, euro()).unwrap()));
        }
        let whole = Fulfillment::of_agreement([&by_value, &by_quantity], euro());
        prop_assert!(identity(&whole.unwrap()));
    }
}
