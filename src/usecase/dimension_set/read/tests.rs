//! How sets lie over each other.

use uuid::Uuid;

use super::{Pair, merge};

fn pair(dimension: u128, value: u128) -> Pair {
    (
        Uuid::from_u128(dimension).into(),
        Uuid::from_u128(value).into(),
    )
}

#[test]
fn the_upper_set_wins_where_both_have_the_dimension() {
    let lower = [pair(1, 10), pair(2, 20)];
    let upper = [pair(3, 31), pair(2, 21)];
    assert_eq!(
        merge(&lower, &upper),
        [pair(1, 10), pair(2, 21), pair(3, 31)]
    );
}

#[test]
fn an_empty_set_changes_nothing() {
    let set = [pair(1, 10)];
    assert_eq!(merge(&set, &[]), set);
    assert_eq!(merge(&[], &set), set);
}
