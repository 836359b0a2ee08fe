//! Everything that speaks against a link, and who wins (vector A6).

use super::*;
use crate::domain::fixtures::{
    agreement, amount, commitment, day, demand, euro, id, listed, order, pieces_at_four, prices,
    promise_of, quantity, terms, tree, typed_price, value_of,
};
use crate::domain::pricing::Typed;
use entity::codes::UnitCode;
use entity::exact::Percent;
use proptest::prelude::*;

#[test]
fn a_line_that_fits_has_nothing_against_it() {
    let (own, held) = (pieces_at_four(), Buckets::default());
    let found = failures(
        &agreement(),
        &order(),
        &own,
        &demand("1000"),
        amount("4000"),
        &held,
        &tree(),
    );
    assert_eq!(found, []);
}

#[test]
fn all_failures_are_listed_not_the_first() {
    let mut other = agreement();
    other.id = id(2);
    other.counterparty = Counterparty::Vendor(id(2));
    other.status = AgreementStatus::Closed;
    other.require_direct_invoicing = true;
    other.currency.code = "USD".parse().unwrap();
    let mut own = pieces_at_four();
    own.variant = Some("RED".to_owned());
    own.site = Some(id(1));
    own.warehouse = Some(id(1));
    let mut wanted = demand("1001");
    wanted.item = Some(id(2));
    wanted.unit = UnitCode("BOX".to_owned());
    wanted.delivery_date = day("2027-01-01");
    let held = Buckets::default();
    let found = failures(&other, &order(), &own, &wanted, amount("1"), &held, &tree());
    assert_eq!(found.len(), 12, "{found:#?}");
    assert_eq!(found[0], Violation::OtherAgreement);
    assert!(matches!(
        found[11],
        Violation::MaximumQuantityExceeded { .. }
    ));
}

#[test]
fn a6_both_ends_of_the_validity_are_inside() {
    let own = pieces_at_four();
    for (date, inside) in [
        ("2025-12-31", false),
        ("2026-01-01", true),
        ("2026-12-31", true),
        ("2027-01-01", false),
    ] {
        let mut wanted = demand("1");
        wanted.delivery_date = day(date);
        assert_eq!(unfit(&own, &wanted, &tree()).is_empty(), inside, "{date}");
    }
}

#[test]
fn an_enforced_amount_counts_net_amounts_and_lets_a_line_shrink() {
    let mut own = commitment(1, value_of("100", "0"));
    own.used.released_amount = amount("120");
    let held = Buckets {
        released_amount: amount("50"),
        ..Buckets::default()
    };
    let draw = |net: &str| Draw {
        quantity: Decimal::ONE,
        amount: amount(net).decimal(),
    };
    assert_eq!(exceeds(&own, draw("40"), &held, euro()), None);
    let found = exceeds(&own, draw("51"), &held, euro());
    let Some(Violation::MaximumAmountExceeded {
        limit, remaining, ..
    }) = found
    else {
        panic!("{found:?}");
    };
    assert_eq!((limit, remaining), (amount("30"), amount("0")));
    own.max_enforced = false;
    assert_eq!(exceeds(&own, draw("999"), &held, euro()), None);
}

fn family() -> Vec<Commitment> {
    let category = |id_| Promise::CategoryValue {
        category: id(id_),
        amount: amount("1000"),
        discount_percent: Percent::ZERO,
    };
    let product = Promise::ProductValue {
        item: id(1),
        amount: amount("1000"),
        discount_percent: Percent::ZERO,
    };
    let pieces = promise_of("1000", terms("4", "1", "0", "0"));
    let mut with_site = commitment(7, pieces.clone());
    with_site.site = Some(id(1));
    let mut early = commitment(6, pieces.clone());
    early.validity.last = day("2026-08-01");
    vec![
        commitment(1, value_of("1000", "0")),
        commitment(2, category(1)),
        commitment(3, category(3)),
        commitment(4, product),
        commitment(5, pieces.clone()),
        early,
        with_site,
        commitment(8, pieces),
    ]
}

#[test]
fn the_most_specific_commitment_comes_first_and_the_first_that_fits_wins() {
    let (tree, all, list) = (tree(), family(), [listed(1, "4")]);
    let facts = prices(&list, &tree);
    let found = candidates(
        &agreement(),
        &order(),
        &all,
        &demand("10"),
        &Typed::default(),
        &facts,
    );
    let numbers: Vec<i32> = found.iter().map(|c| c.commitment.line_number).collect();
    assert_eq!(numbers, [7, 6, 5, 8, 4, 3, 2, 1]);
    assert_eq!(
        best(&found).unwrap().commitment.line_number,
        6,
        "line 7 needs a site"
    );
    assert_eq!(
        found[0].failures,
        [Violation::DimensionMismatch { dimension: "site" }]
    );
}

#[test]
fn a_fixed_price_is_one_failure_beside_the_others() {
    let (tree, mut own) = (tree(), pieces_at_four());
    own.price_fixed = true;
    let all = [own];
    let facts = prices(&[], &tree);
    let found = candidates(
        &agreement(),
        &order(),
        &all,
        &demand("1001"),
        &typed_price("5"),
        &facts,
    );
    assert!(matches!(
        found[0].failures[..],
        [
            Violation::MaximumQuantityExceeded { .. },
            Violation::PriceFixed
        ]
    ));
    assert!(best(&found).is_none());
}

#[test]
fn the_tie_break_picks_the_agreement() {
    let tree = tree();
    let facts = prices(&[], &tree);
    let mut cheap = commitment(1, promise_of("100", terms("3", "1", "0", "0")));
    cheap.used.released_quantity = quantity("50");
    let mut fresh = commitment(2, promise_of("100", terms("5", "1", "0", "0")));
    fresh.validity.last = day("2026-07-01");
    let (first, second) = (
        agreement(),
        AgreementFacts {
            id: id(2),
            number: "PA-2".to_owned(),
            ..agreement()
        },
    );
    let (cheap, fresh) = ([cheap], [fresh]);
    let look = |own: &AgreementFacts, all| {
        let order = OrderFacts {
            agreement: Some(own.clone()),
            ..order()
        };
        candidates(own, &order, all, &demand("10"), &Typed::default(), &facts)
    };
    let (of_first, of_second) = (look(&first, &cheap), look(&second, &fresh));
    let options = [
        AgreementOption {
            agreement: &second,
            candidate: &of_second[0],
            rate: Some(Decimal::ONE),
        },
        AgreementOption {
            agreement: &first,
            candidate: &of_first[0],
            rate: Some(Decimal::ONE),
        },
    ];
    for (rule, winner) in [
        (AgreementTieBreak::LowestNumber, "PA-1"),
        (AgreementTieBreak::EarliestExpiry, "PA-2"),
        (AgreementTieBreak::MostRemaining, "PA-2"),
        (AgreementTieBreak::BestPrice, "PA-1"),
    ] {
        assert_eq!(
            pick_agreement(rule, &options).unwrap().agreement.number,
            winner,
            "{rule:?}"
        );
    }
}

proptest! {
    #[test]
    fn matching_is_total_and_the_order_of_commitments_does_not_matter(
        mixed in Just(family()).prop_shuffle(), number in 1..2000_i64,
    ) {
        let (tree, list, all) = (tree(), [listed(1, "4")], family());
        let mut wanted = demand("1");
        wanted.quantity = Quantity::from_steps(number * 1_000_000);
        let facts = prices(&list, &tree);
        let (agreement, order, none) = (agreement(), order(), Typed::default());
        let left = candidates(&agreement, &order, &all, &wanted, &none, &facts);
        let right = candidates(&agreement, &order, &mixed, &wanted, &none, &facts);
        prop_assert_eq!(left.len(), all.len());
        prop_assert!(left.iter().filter(|c| c.wins).count() <= 1);
        prop_assert!(left.iter().all(|c| c.priced.is_some() || !c.failures.is_empty()));
        prop_assert_eq!(left, right);
    }
}
