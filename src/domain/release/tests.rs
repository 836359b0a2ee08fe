//! Release orders (vector A12) and the law that none draws beyond an enforced maximum.

use super::*;
use crate::domain::fixtures::{
    agreement, amount, commitment, day, dec, id, pieces, pieces_at_four, quantity, rate, tree,
    typed_price, value_of,
};
use entity::exact::Percent;
use entity::kinds::AgreementStatus;
use proptest::prelude::*;

fn ask(number: i32, many: &str) -> ReleaseLine {
    ReleaseLine {
        commitment: id(u128::try_from(number).unwrap()),
        quantity: quantity(many),
        item: None,
        category: None,
        unit: None,
        variant: None,
        site: None,
        warehouse: None,
        delivery_date: day("2026-06-15"),
        typed: Typed::default(),
    }
}

fn item() -> ItemFacts {
    ItemFacts {
        id: id(1),
        category: Some(id(3)),
        blocked: false,
        purchase_unit: pieces(),
        units: vec![
            (pieces(), rate("1")),
            (UnitCode("BOX".to_owned()), rate("12")),
        ],
        price: None,
        settings: OrderSettings::default(),
    }
}

fn run(
    all: &[Commitment],
    items: &[ItemFacts],
    ask: &[ReleaseLine],
) -> Result<ReleasePlan, Vec<Refusal>> {
    let tree = tree();
    plan(&facts(all, items, &tree), ask)
}

fn facts<'a>(
    all: &'a [Commitment],
    items: &'a [ItemFacts],
    tree: &'a CategoryTree,
) -> ReleaseFacts<'a> {
    ReleaseFacts {
        agreement: agreement(),
        vendor_blocked: VendorBlocked::None,
        commitments: all,
        items,
        list: &[],
        tree,
        release_amounts: ReleaseAmountViolation::Warn,
    }
}

#[test]
fn one_order_draws_from_all_four_types() {
    let value = Promise::ProductValue {
        item: id(1),
        amount: amount("100"),
        discount_percent: Percent::ZERO,
    };
    let category = Promise::CategoryValue {
        category: id(1),
        amount: amount("100"),
        discount_percent: Percent::ZERO,
    };
    let all = [
        pieces_at_four(),
        commitment(2, value),
        commitment(3, category),
        commitment(4, value_of("100", "0")),
    ];
    let typed = |line| ReleaseLine {
        typed: typed_price("2"),
        ..line
    };
    let by_category = ReleaseLine {
        unit: Some(pieces()),
        ..typed(ask(3, "5"))
    };
    let any = ReleaseLine {
        item: Some(id(1)),
        ..typed(ask(4, "5"))
    };
    let plan = run(
        &all,
        &[item()],
        &[
            ask(10, "5"),
            ask(2, "0"),
            typed(ask(2, "5")),
            by_category,
            any,
        ],
    );
    let lines = plan.unwrap().lines;
    let nets: Vec<_> = lines
        .iter()
        .map(|l| (l.element, l.priced.net_amount))
        .collect();
    let expected = [(0, "20"), (2, "10"), (3, "10"), (4, "10")].map(|(e, n)| (e, amount(n)));
    assert_eq!(nets, expected);
    assert_eq!(lines[2].demand.category, Some(id(1)));
    assert!(lines[1].buckets.released_quantity.is_zero());
}

#[test]
fn lines_on_one_commitment_are_summed_against_its_maximum() {
    let refused = run(
        &[pieces_at_four()],
        &[item()],
        &[ask(10, "600"), ask(10, "401")],
    )
    .unwrap_err();
    assert_eq!(refused.len(), 1);
    assert_eq!(
        (refused[0].field.join("."), refused[0].element),
        ("lines.quantity".to_owned(), Some(1))
    );
    assert!(
        run(
            &[pieces_at_four()],
            &[item()],
            &[ask(10, "600"), ask(10, "400")]
        )
        .is_ok()
    );
}

#[test]
fn a12_of_two_releases_of_60_out_of_100_the_second_sees_40() {
    let mut own = pieces_at_four();
    own.used.released_quantity = quantity("900");
    let first = run(&[own.clone()], &[item()], &[ask(10, "60")]).unwrap();
    own.used = own.used.add(&first.lines[0].buckets).unwrap();
    let refused = run(&[own], &[item()], &[ask(10, "60")]).unwrap_err();
    let Violation::MaximumQuantityExceeded { remaining, .. } = &refused[0].violation else {
        panic!("{refused:?}");
    };
    assert_eq!(*remaining, quantity("40"));
}

#[test]
fn everything_wrong_is_reported_agreement_first_then_line_by_line() {
    let (all, items, tree) = (
        [pieces_at_four(), commitment(4, value_of("9", "0"))],
        [item()],
        tree(),
    );
    let mut facts = facts(&all, &items, &tree);
    facts.agreement.status = AgreementStatus::OnHold;
    facts.agreement.require_direct_invoicing = true;
    facts.vendor_blocked = VendorBlocked::All;
    let late = ReleaseLine {
        delivery_date: day("2027-01-01"),
        unit: Some(UnitCode("BOX".to_owned())),
        ..ask(10, "1001")
    };
    let refused = plan(&facts, &[late, ask(4, "1"), ask(99, "1"), ask(10, "-1")]).unwrap_err();
    let found: Vec<_> = refused
        .iter()
        .map(|r| (r.field.join("."), r.element))
        .collect();
    let expected = [
        ("agreementId", None),
        ("agreementId", None),
        ("agreementId", None),
        ("lines.unit", Some(0)),
        ("lines.deliveryDate", Some(0)),
        ("lines.quantity", Some(0)),
        ("lines.itemId", Some(1)),
        ("lines.unit", Some(1)),
        ("lines.agreementLineId", Some(2)),
        ("lines.quantity", Some(3)),
    ];
    assert_eq!(
        found,
        expected.map(|(field, element)| (field.to_owned(), element))
    );
}

#[test]
fn nothing_above_zero_is_nothing_to_release() {
    for lines in [&[][..], &[ask(10, "0")][..]] {
        let refused = run(&[pieces_at_four()], &[item()], lines).unwrap_err();
        assert_eq!(refused, [Refusal::of("lines", Violation::NothingToRelease)]);
    }
}

#[test]
fn a_quantity_off_the_items_settings_gets_a_hint() {
    let settings = OrderSettings {
        multiple: Some(quantity("10")),
        quantity_min: Some(quantity("25")),
        quantity_max: Some(quantity("95")),
    };
    for (wanted, suited) in [
        ("1", Some("30")),
        ("30", None),
        ("41", Some("50")),
        ("99", Some("90")),
    ] {
        let found = recommended(quantity(wanted), rate("1"), rate("1"), &settings);
        assert_eq!(found, suited.map(quantity), "{wanted}");
    }
    let boxes = recommended(quantity("24"), rate("1"), rate("12"), &settings);
    assert_eq!(boxes, Some(quantity("360")), "30 boxes in pieces");
    let items = [ItemFacts { settings, ..item() }];
    let plan = run(&[pieces_at_four()], &items, &[ask(10, "41")]).unwrap();
    assert_eq!(plan.lines[0].recommended_quantity, Some(quantity("50")));
}

proptest! {
    #[test]
    fn no_sequence_of_releases_draws_more_than_an_enforced_maximum(
        releases in prop::collection::vec(
            prop::collection::vec((any::<bool>(), 0..500_i64), 1..4), 0..12,
        ),
    ) {
        let mut all = [pieces_at_four(), commitment(4, value_of("2000", "3"))];
        for wanted in releases {
            let lines: Vec<ReleaseLine> = wanted.into_iter().map(|(pieces, many)| {
                let mut line = ask(if pieces { 10 } else { 4 }, "0");
                line.quantity = Quantity::from_steps(many * 1_000_000);
                line.item = Some(id(1));
                if !pieces { line.typed = typed_price("3.33"); }
                line
            }).collect();
            for line in run(&all, &[item()], &lines).map(|plan| plan.lines).unwrap_or_default() {
                let own = all.iter_mut().find(|own| own.id == line.commitment).unwrap();
                own.used = own.used.add(&line.buckets).unwrap();
            }
            for own in &all {
                let used = own.measure(&own.used);
                prop_assert!(used <= own.committed() && used >= dec("0"));
            }
        }
    }
}
