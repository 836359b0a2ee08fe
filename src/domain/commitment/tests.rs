//! What a commitment needs by type, and the release amounts.

use super::*;
use crate::domain::fixtures::{
    amount, day, euro, id, percent, pieces, pieces_at_four, quantity, unit_price,
};
use crate::domain::violation::Refusal;
use proptest::prelude::*;

fn draft(commitment_type: CommitmentType) -> CommitmentDraft {
    CommitmentDraft {
        commitment_type,
        item: None,
        category: None,
        quantity: None,
        unit: None,
        unit_price: None,
        price_unit: None,
        discount_percent: None,
        discount_amount: None,
        amount: None,
        release_amount_min: None,
        release_amount_max: None,
        effective_date: Some(day("2026-01-01")),
        expiration_date: Some(day("2026-12-31")),
    }
}

fn fields(refusals: Vec<Refusal>) -> Vec<String> {
    refusals
        .into_iter()
        .map(|refusal| refusal.field.join("."))
        .collect()
}

#[test]
fn each_type_names_everything_that_it_needs() {
    let table: [(CommitmentType, &[&str]); 4] = [
        (
            CommitmentType::ProductQuantity,
            &["itemId", "quantity", "unit"],
        ),
        (CommitmentType::ProductValue, &["itemId", "amount"]),
        (
            CommitmentType::CategoryValue,
            &["procurementCategoryId", "amount"],
        ),
        (CommitmentType::Value, &["amount"]),
    ];
    for (kind, expected) in table {
        assert_eq!(
            fields(draft(kind).check(euro()).unwrap_err()),
            expected,
            "{kind:?}"
        );
    }
}

#[test]
fn a_quantity_commitment_works_out_its_amount() {
    let checked = CommitmentDraft {
        item: Some(id(1)),
        quantity: Some(quantity("250")),
        unit: Some(pieces()),
        unit_price: Some(unit_price("84")),
        price_unit: Some(quantity("100")),
        discount_percent: Some(percent("5")),
        discount_amount: Some(unit_price("4")),
        ..draft(CommitmentType::ProductQuantity)
    };
    assert_eq!(checked.check(euro()).unwrap().amount, amount("190"));
}

#[test]
fn a_value_commitment_has_no_quantity_and_no_price() {
    let wrong = CommitmentDraft {
        item: Some(id(1)),
        category: Some(id(1)),
        quantity: Some(quantity("1")),
        unit: Some(pieces()),
        unit_price: Some(unit_price("1")),
        price_unit: Some(quantity("100")),
        discount_percent: Some(percent("101")),
        discount_amount: Some(unit_price("1")),
        amount: Some(amount("1.001")),
        release_amount_min: Some(amount("2")),
        release_amount_max: Some(amount("1")),
        effective_date: Some(day("2027-01-01")),
        ..draft(CommitmentType::Value)
    };
    let expected = [
        "itemId",
        "procurementCategoryId",
        "quantity",
        "unit",
        "unitPrice",
        "priceUnit",
        "discountPercent",
        "discountAmount",
        "amount",
        "releaseAmountMin",
        "expirationDate",
    ];
    assert_eq!(fields(wrong.check(euro()).unwrap_err()), expected);
}

#[test]
fn a_largest_release_amount_of_zero_is_no_limit() {
    let mut sound = draft(CommitmentType::Value);
    sound.amount = Some(amount("100"));
    sound.release_amount_min = Some(amount("50"));
    assert!(sound.check(euro()).is_ok());
}

#[test]
fn a7_net_amounts_outside_the_release_amounts_are_told() {
    let mut commitment = pieces_at_four();
    commitment.release_amount_min = amount("500");
    commitment.release_amount_max = amount("5000");
    let told = |net: &str| commitment.release_amount(amount(net));
    assert!(matches!(
        told("320"),
        Some(Violation::ReleaseAmountBelowMinimum { .. })
    ));
    assert!(matches!(
        told("5760"),
        Some(Violation::ReleaseAmountAboveMaximum { .. })
    ));
    assert_eq!(told("5000"), None);
    assert_eq!(told("500"), None);
    assert_eq!(told("-1"), None);
}

proptest! {
    #[test]
    fn what_is_added_can_be_taken_back(numbers in [any::<i32>(), any::<i32>(), any::<i32>()]) {
        let [a, b, c] = numbers.map(i64::from);
        let buckets = Buckets {
            released_quantity: Quantity::from_steps(a),
            received_amount: Amount::from_steps(b),
            invoiced_amount: Amount::from_steps(c),
            ..Buckets::default()
        };
        let both = buckets.add(&buckets).unwrap();
        prop_assert_eq!(both.sub(&buckets).unwrap(), buckets);
        prop_assert!(buckets.sub(&buckets).unwrap().is_zero());
    }
}
