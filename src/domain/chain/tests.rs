//! Two documents that go with each other: nothing differs where they say the same, each field that
//! differs is told, and both sides are told the same.

use entity::kinds::{AgreementStatus, CommitmentType};
use proptest::collection::vec;
use proptest::prelude::*;
use uuid::Uuid;

use super::agreement::{self, Agreement, Commitment};
use super::{Difference, Field, Line, Linked, Order, differences};
use crate::domain::commitment::{Buckets, Period};
use crate::domain::fixtures::{amount, day, pieces, quantity, rate, terms};

fn key(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

/// The n-th line of one side; its twin has the key of the other.
fn line(n: u128, mine: u128, other: u128) -> Line {
    Line {
        id: key(mine + n),
        twin: Some(key(other + n)),
        item: Some(format!("IT-{n}")),
        description: format!("words of {mine}"),
        variant: None,
        quantity: quantity("10"),
        given_up: quantity("0"),
        unit: Some(pieces()),
        unit_factor: rate("1"),
        terms: terms("4", "1", "0", "0"),
        delivery_date: day("2026-06-15"),
        moved: quantity("3"),
        commitment: Some(Linked {
            own: key(mine + 500 + n),
            twin: key(other + 500 + n),
        }),
    }
}

const OURS: u128 = 1_000;
const THEIRS: u128 = 2_000;

fn order(size: u128, mine: u128, other: u128) -> Order {
    Order {
        currency: "EUR".parse().unwrap(),
        cancelled: false,
        lines: (0..size).map(|n| line(n, mine, other)).collect(),
    }
}

fn commitment(n: u128, mine: u128, other: u128) -> Commitment {
    Commitment {
        id: key(mine + n),
        twin: Some(key(other + n)),
        commitment_type: CommitmentType::ProductQuantity,
        item: Some(format!("IT-{n}")),
        category: None,
        variant: None,
        quantity: quantity("1000"),
        unit: None,
        terms: terms("4", "1", "0", "0"),
        amount: amount("4000"),
        release_amounts: (amount("0"), amount("0")),
        max_enforced: true,
        price_fixed: false,
        validity: Period {
            first: day("2026-01-01"),
            last: day("2026-12-31"),
        },
        used: Buckets::default(),
    }
}

fn agreement(size: u128, mine: u128, other: u128) -> Agreement {
    Agreement {
        currency: "EUR".parse().unwrap(),
        status: AgreementStatus::Effective,
        commitments: (0..size).map(|n| commitment(n, mine, other)).collect(),
    }
}

/// Something else that a line may say, and what is told of it.
fn changed(line: &mut Line, what: u8) -> Field {
    match what {
        0 => line.item = None,
        1 => line.variant = Some("red".to_owned()),
        2 => line.quantity = quantity("9"),
        3 => line.unit = None,
        4 => line.terms = terms("5", "1", "0", "0"),
        5 => line.terms = terms("4", "1", "1", "0"),
        6 => line.delivery_date = day("2026-06-16"),
        7 => line.moved = quantity("4"),
        8 => line.commitment = None,
        9 => line.unit_factor = rate("12"),
        _ => line.twin = None,
    }
    [
        Field::Item,
        Field::Variant,
        Field::Quantity,
        Field::Unit,
        Field::Price,
        Field::Discount,
        Field::DeliveryDate,
        Field::Moved,
        Field::Commitment,
        Field::UnitFactor,
        Field::Twin,
    ][usize::from(what)]
}

fn promised(own: &mut Commitment, what: u8) -> Field {
    match what {
        0 => own.commitment_type = CommitmentType::ProductValue,
        1 => own.category = Some("CHAIRS".to_owned()),
        2 => own.quantity = quantity("999"),
        3 => own.amount = amount("1"),
        4 => own.release_amounts.1 = amount("1"),
        5 => own.max_enforced = false,
        6 => own.price_fixed = true,
        7 => own.validity.last = day("2027-12-31"),
        _ => own.used.released_quantity = quantity("1"),
    }
    [
        Field::Commitment,
        Field::Commitment,
        Field::Quantity,
        Field::Amount,
        Field::ReleaseAmounts,
        Field::Policies,
        Field::Policies,
        Field::Validity,
        Field::Fulfillment,
    ][usize::from(what)]
}

/// What the other side is told, as ours would be.
fn turned(found: Vec<Difference>) -> Vec<Difference> {
    let turned = found.into_iter().map(|own| Difference {
        ours: own.theirs,
        theirs: own.ours,
        field: own.field,
    });
    let mut turned: Vec<_> = turned.collect();
    turned.sort_by_key(|own| (own.field, own.ours, own.theirs));
    turned
}

proptest! {
    #[test]
    fn both_sides_of_an_order_are_told_the_same_and_nothing_else(
        size in 1_u128..5,
        changes in vec((0_usize..5, 0_u8..11), 0..3),
    ) {
        let ours = order(size, OURS, THEIRS);
        let mut theirs = order(size, THEIRS, OURS);
        prop_assert_eq!(differences(&ours, &theirs), vec![]);
        let mut expected = Vec::new();
        for (n, what) in changes {
            if let Some(line) = theirs.lines.get_mut(n) {
                expected.push(changed(line, what));
            }
        }
        let found = differences(&ours, &theirs);
        // A line that has lost its twin says nothing else any more.
        for own in &found {
            prop_assert!(expected.contains(&own.field), "{:?} of {:?}", own, expected);
        }
        prop_assert_eq!(found.is_empty(), expected.is_empty());
        let mut found = found;
        found.sort_by_key(|own| (own.field, own.ours, own.theirs));
        prop_assert_eq!(turned(differences(&theirs, &ours)), found);
    }

    #[test]
    fn both_sides_of_an_agreement_are_told_the_same_and_nothing_else(
        size in 1_u128..5,
        change in (0_usize..5, 0_u8..9),
    ) {
        let ours = agreement(size, OURS, THEIRS);
        let mut theirs = agreement(size, THEIRS, OURS);
        prop_assert_eq!(agreement::differences(&ours, &theirs), vec![]);
        let (n, what) = change;
        let Some(own) = theirs.commitments.get_mut(n) else {
            return Ok(());
        };
        let field = promised(own, what);
        let found = agreement::differences(&ours, &theirs);
        let fields: Vec<Field> = found.iter().map(|own| own.field).collect();
        prop_assert_eq!(fields, vec![field]);
        prop_assert_eq!(turned(agreement::differences(&theirs, &ours)), found);
    }
}

#[test]
fn what_is_used_as_much_and_stands_at_another_step_is_on_its_way() {
    let mut left = commitment(1, OURS, THEIRS);
    let mut came = commitment(1, THEIRS, OURS);
    left.used.received_quantity = quantity("4");
    came.used.released_quantity = quantity("4");
    assert!(agreement::is_on_the_way(&left, &came));
    came.used.released_quantity = quantity("5");
    assert!(!agreement::is_on_the_way(&left, &came));
    // What the seller has charged may be at a price of before.
    left.used.invoiced_amount = amount("7");
    assert!(agreement::is_on_the_way(&left, &came));
    assert!(!agreement::is_on_the_way(&came, &left));
}

#[test]
fn a_line_that_was_given_up_as_a_whole_needs_no_twin() {
    let ours = order(2, OURS, THEIRS);
    let mut theirs = order(2, THEIRS, OURS);
    theirs.lines.pop();
    let alone = Difference {
        ours: Some(key(OURS + 1)),
        theirs: None,
        field: Field::Twin,
    };
    assert_eq!(differences(&ours, &theirs), [alone]);
    let mut given_up = ours;
    given_up.lines[1].quantity = quantity("0");
    given_up.lines[1].moved = quantity("0");
    assert_eq!(differences(&given_up, &theirs), []);
}
