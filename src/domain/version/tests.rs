//! Differences, and that applying them leads from the old to the new (vector A10).

use super::*;
use crate::domain::fixtures::{amount, day, percent, pieces, quantity, unit_price};
use entity::kinds::CommitmentType;
use proptest::prelude::*;
use serde_json::json;

fn line(number: i32, price: &str) -> AgreementLineSnapshot {
    AgreementLineSnapshot {
        line_number: number,
        commitment_type: CommitmentType::ProductQuantity,
        item: Some("1000".to_owned()),
        category: None,
        variant: None,
        site: None,
        warehouse: None,
        quantity: quantity("1000"),
        unit: Some(pieces()),
        unit_price: unit_price(price),
        price_unit: quantity("1"),
        discount_percent: percent("0"),
        discount_amount: unit_price("0"),
        amount: amount("4000"),
        release_amount_min: amount("0"),
        release_amount_max: amount("0"),
        max_enforced: true,
        price_fixed: false,
        effective_date: day("2026-01-01"),
        expiration_date: day("2026-12-31"),
        delivery_address: None,
        dimensions: BTreeMap::new(),
        text: None,
    }
}

fn snapshot(lines: Vec<AgreementLineSnapshot>) -> AgreementSnapshot {
    AgreementSnapshot {
        number: "PA-1".to_owned(),
        title: None,
        vendor: Some(SnapshotParty {
            number: "V-1".to_owned(),
            name: "Nordic Parts".to_owned(),
        }),
        customer: None,
        classification: "BLANKET".to_owned(),
        currency: "EUR".parse().unwrap(),
        default_commitment_type: CommitmentType::ProductQuantity,
        default_effective_date: day("2026-01-01"),
        default_expiration_date: day("2026-12-31"),
        payment_terms: None,
        delivery_terms: None,
        delivery_mode: None,
        delivery_address: None,
        dimensions: BTreeMap::from([("DEPARTMENT".to_owned(), "OPS".to_owned())]),
        primary_worker: None,
        secondary_worker: None,
        matching_policy: None,
        project: None,
        lines,
    }
}

#[test]
fn a10_an_unchanged_agreement_has_the_same_text_and_no_difference() {
    let (one, two) = (
        snapshot(vec![line(1, "4.00")]),
        snapshot(vec![line(1, "4")]),
    );
    assert_eq!(canonical(&one).unwrap(), canonical(&two).unwrap());
    let read: AgreementSnapshot = serde_json::from_str(&canonical(&one).unwrap()).unwrap();
    assert_eq!(read, two);
    let (one, two) = (
        serde_json::to_value(one).unwrap(),
        serde_json::to_value(two).unwrap(),
    );
    assert_eq!(difference(&one, &two), []);
}

#[test]
fn a10_a_changed_price_is_one_change_and_a_new_line_is_named() {
    let mut after = snapshot(vec![line(1, "3.9"), line(2, "1")]);
    after.dimensions.clear();
    let old = serde_json::to_value(snapshot(vec![line(1, "4")])).unwrap();
    let found = difference(&old, &serde_json::to_value(after).unwrap());
    let text = |n: usize| {
        let Change {
            scope,
            line_number,
            kind,
            field,
            before,
            after,
        } = &found[n];
        format!("{scope:?} {line_number:?} {kind:?} {field:?} {before:?} {after:?}")
    };
    assert_eq!(
        text(0),
        r#"Header None Removed Some("dimensions.DEPARTMENT") Some("OPS") None"#
    );
    assert_eq!(
        text(1),
        r#"Line Some(1) Changed Some("unit_price") Some("4") Some("3.9")"#
    );
    assert_eq!(text(2), "Line Some(2) Added None None None");
    assert!(
        found[3..]
            .iter()
            .all(|c| c.kind == ChangeKind::Added && c.field.is_some())
    );
}

fn apply(to: &Value, changes: &[Change]) -> Flat {
    let mut flat = flatten(to);
    for change in changes {
        let fields = match (change.line_number, &change.field, change.kind) {
            (Some(number), None, ChangeKind::Removed) => {
                flat.lines.remove(&number);
                continue;
            }
            (Some(number), None, _) => {
                flat.lines.insert(number, BTreeMap::new());
                continue;
            }
            (Some(_), Some(_), ChangeKind::Removed)
                if !flat.lines.contains_key(&change.line_number.unwrap()) =>
            {
                continue;
            }
            (Some(number), Some(_), _) => flat.lines.get_mut(&number).unwrap(),
            (None, ..) => &mut flat.header,
        };
        let field = change.field.clone().unwrap();
        assert_eq!(fields.get(&field), change.before.as_ref());
        match &change.after {
            Some(after) => fields.insert(field, after.clone()),
            None => fields.remove(&field),
        };
    }
    flat
}

fn any_snapshot() -> impl Strategy<Value = Value> {
    let text = || prop::option::of("[a-c]{0,2}");
    let line = (
        text(),
        any::<bool>(),
        prop::collection::btree_map("[A-C]", "[a-b]", 0..3),
    );
    let lines = prop::collection::btree_map(1..5_i32, line, 0..4);
    (
        text(),
        prop::collection::btree_map("[A-C]", "[a-b]", 0..3),
        lines,
    )
        .prop_map(|(title, dimensions, lines)| {
            let lines: Vec<Value> = lines
                .into_iter()
                .map(|(number, (text, fixed, dimensions))| {
                    json!({ "line_number": number, "text": text, "price_fixed": fixed,
                            "dimensions": dimensions })
                })
                .collect();
            json!({ "title": title, "dimensions": dimensions, "lines": lines })
        })
}

proptest! {
    #[test]
    fn applying_the_difference_to_the_old_gives_the_new(
        old in any_snapshot(), new in any_snapshot(),
    ) {
        let changes = difference(&old, &new);
        prop_assert_eq!(apply(&old, &changes), flatten(&new));
        prop_assert_eq!(changes.is_empty(), flatten(&old) == flatten(&new));
        prop_assert_eq!(difference(&new, &new), vec![]);
    }
}
