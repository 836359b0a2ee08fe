//! Where prices come from, and which entry of the price list wins.

use super::*;
use crate::domain::fixtures::{
    amount, commitment, day, demand, euro, id, listed, percent, pieces, pieces_at_four, prices,
    quantity, rate, tree, typed_price, unit_price, value_of,
};
use proptest::prelude::*;

fn discount(number: u128, off: &str) -> PriceListEntry {
    PriceListEntry {
        trade_agreement_type: TradeAgreementType::Discount,
        unit: None,
        unit_price: None,
        discount_percent: percent(off),
        ..listed(number, "0")
    }
}

#[test]
fn a_quantity_commitment_governs_all_and_overrides_the_price_list() {
    let (tree, list, own) = (
        tree(),
        [listed(1, "3"), discount(2, "50")],
        pieces_at_four(),
    );
    let facts = prices(&list, &tree);
    let found = price(&demand("100"), &Typed::default(), Some((&own, 7)), &facts).unwrap();
    assert_eq!(found.net_amount, amount("400"));
    assert_eq!(found.discount_percent_source, PriceSource::Agreement);
    assert_eq!(
        (found.agreement_line, found.agreement_version),
        (Some(own.id), 7)
    );
    assert_eq!(
        (found.price_trade_agreement, found.discount_trade_agreement),
        (None, None)
    );
}

#[test]
fn a2_a3_a_value_commitment_governs_the_discount_percent_only() {
    let table = [
        ("3", "100", "120", "11640"),
        ("4", "10", "450", "4320"),
        ("4", "25", "39.9", "957.6"),
    ];
    let tree = tree();
    for (off, number, list_price, net) in table {
        let (list, own) = (
            [listed(1, list_price), discount(2, "50")],
            commitment(1, value_of("50000", off)),
        );
        let facts = prices(&list, &tree);
        let found = price(&demand(number), &Typed::default(), Some((&own, 1)), &facts).unwrap();
        assert_eq!(found.net_amount, amount(net));
        assert_eq!(found.price_source, PriceSource::TradeAgreement);
        assert_eq!(found.discount_percent_source, PriceSource::Agreement);
    }
}

#[test]
fn a_typed_price_wins_over_a_free_commitment_and_conflicts_with_a_fixed_one() {
    let (tree, mut own) = (tree(), pieces_at_four());
    let facts = prices(&[], &tree);
    let found = price(&demand("10"), &typed_price("4.1"), Some((&own, 1)), &facts).unwrap();
    assert_eq!(
        (found.net_amount, found.price_source),
        (amount("41"), PriceSource::Typed)
    );
    assert_eq!(
        found.agreement_line,
        Some(own.id),
        "the discounts are still the commitment's"
    );
    own.price_fixed = true;
    let found = price(&demand("10"), &typed_price("4.1"), Some((&own, 1)), &facts);
    assert_eq!(found, Err(Violation::PriceFixed));
    let same = price(&demand("10"), &typed_price("4"), Some((&own, 1)), &facts).unwrap();
    assert_eq!(same.price_source, PriceSource::Agreement);
}

#[test]
fn the_most_specific_entry_wins_then_the_largest_quantity_then_the_cheapest() {
    let anything = PriceListEntry {
        item: None,
        ..listed(1, "1")
    };
    let shallow = PriceListEntry {
        item: None,
        category: Some(id(1)),
        ..listed(2, "2")
    };
    let deep = PriceListEntry {
        item: None,
        category: Some(id(3)),
        ..listed(3, "3")
    };
    let item = listed(4, "4");
    let vendor = PriceListEntry {
        vendor: Some(id(1)),
        ..listed(5, "5")
    };
    let many = PriceListEntry {
        vendor: Some(id(1)),
        quantity_min: quantity("10"),
        ..listed(6, "7")
    };
    let cheaper = PriceListEntry {
        id: id(7),
        unit_price: Some(unit_price("6")),
        ..many.clone()
    };
    let twin = PriceListEntry {
        id: id(8),
        ..cheaper.clone()
    };
    let all = [anything, shallow, deep, item, vendor, many, cheaper, twin];
    let tree = tree();
    let expected = [1, 2, 3, 4, 5, 6, 7, 7_u128];
    for (n, winner) in expected.into_iter().enumerate() {
        let facts = prices(&all[..=n], &tree);
        let found = price(&demand("10"), &Typed::default(), None, &facts).unwrap();
        assert_eq!(found.price_trade_agreement, Some(id(winner)));
    }
}

#[test]
fn an_entry_that_does_not_fit_is_passed_over() {
    let misfits = [
        PriceListEntry {
            valid_to: Some(day("2026-06-14")),
            ..listed(1, "1")
        },
        PriceListEntry {
            valid_from: day("2026-06-16"),
            ..listed(2, "1")
        },
        PriceListEntry {
            vendor: Some(id(2)),
            ..listed(3, "1")
        },
        PriceListEntry {
            item: Some(id(2)),
            ..listed(4, "1")
        },
        PriceListEntry {
            item: None,
            category: Some(id(9)),
            ..listed(5, "1")
        },
        PriceListEntry {
            unit: None,
            ..listed(6, "1")
        },
        PriceListEntry {
            unit: Some(UnitCode("BOX".to_owned())),
            ..listed(7, "1")
        },
        PriceListEntry {
            currency: "USD".parse().unwrap(),
            ..listed(8, "1")
        },
        PriceListEntry {
            quantity_min: quantity("11"),
            ..listed(9, "1")
        },
    ];
    let tree = tree();
    for misfit in misfits {
        let list = [misfit];
        let found = price(
            &demand("10"),
            &Typed::default(),
            None,
            &prices(&list, &tree),
        )
        .unwrap();
        assert_eq!(
            (found.price_source, found.net_amount),
            (PriceSource::None, amount("0"))
        );
    }
    let edge = [PriceListEntry {
        valid_from: day("2026-06-15"),
        valid_to: Some(day("2026-06-15")),
        ..listed(1, "1")
    }];
    let found = price(
        &demand("10"),
        &Typed::default(),
        None,
        &prices(&edge, &tree),
    )
    .unwrap();
    assert_eq!(found.price_source, PriceSource::TradeAgreement);
}

#[test]
fn the_items_own_price_is_converted_by_units_and_rate() {
    let own = ItemPrice {
        unit_price: unit_price("24"),
        price_unit: quantity("1"),
        unit: UnitCode("BOX".to_owned()),
        unit_factor: rate("12"),
        currency: "USD".parse().unwrap(),
        rate_to_order_currency: Some(Decimal::new(9, 1)),
    };
    let tree = tree();
    let facts = PriceFacts {
        item_price: Some(&own),
        ..prices(&[], &tree)
    };
    let found = price(&demand("10"), &Typed::default(), None, &facts).unwrap();
    assert_eq!(
        (found.net_amount, found.price_source),
        (amount("18"), PriceSource::Item)
    );
    let no_rate = ItemPrice {
        rate_to_order_currency: None,
        ..own.clone()
    };
    let facts = PriceFacts {
        item_price: Some(&no_rate),
        ..facts
    };
    let found = price(&demand("10"), &Typed::default(), None, &facts).unwrap();
    assert_eq!(found.price_source, PriceSource::None);
}

#[test]
fn a_discount_amount_is_restated_for_the_lines_price_unit_and_takes_at_most_the_price() {
    let per_hundred = PriceListEntry {
        price_unit: quantity("100"),
        discount_percent: percent("0"),
        discount_amount: unit_price("50"),
        ..discount(2, "0")
    };
    let (tree, list) = (tree(), [listed(1, "4"), per_hundred.clone()]);
    let found = price(
        &demand("10"),
        &Typed::default(),
        None,
        &prices(&list, &tree),
    )
    .unwrap();
    assert_eq!(
        (found.terms.discount_amount, found.net_amount),
        (unit_price("0.5"), amount("35"))
    );
    let list = [listed(1, "0.1"), per_hundred];
    let found = price(
        &demand("10"),
        &Typed::default(),
        None,
        &prices(&list, &tree),
    )
    .unwrap();
    assert_eq!(found.net_amount, amount("0"));
}

#[test]
fn a_price_unit_typed_alone_is_refused() {
    let typed = Typed {
        price_unit: Some(quantity("10")),
        ..Typed::default()
    };
    assert_eq!(
        typed.check(),
        [Refusal::of("unitPrice", Violation::Required)]
    );
}

fn entries() -> impl Strategy<Value = Vec<PriceListEntry>> {
    let entry = (
        any::<bool>(),
        0..3_u128,
        0..4_u128,
        0..2_u128,
        0..3_i64,
        0..4_i64,
    );
    prop::collection::vec(entry, 0..12).prop_map(|rows| {
        let build = |(n, row): (usize, (bool, u128, u128, u128, i64, i64))| {
            let (is_price, item, category, vendor, least, price) = row;
            let mut entry = listed(u128::try_from(n).unwrap() + 1, "0");
            entry.item = (item == 2).then(|| id(1));
            entry.category = (category > 0).then(|| id(category));
            entry.vendor = (vendor > 0).then(|| id(vendor));
            entry.quantity_min = Quantity::from_steps(least * 5_000_000);
            entry.unit_price = Some(Price::from_steps(price * 1_000_000));
            entry.discount_percent = Percent::from_steps(price * 1_000_000);
            if !is_price {
                entry.trade_agreement_type = TradeAgreementType::Discount;
            }
            entry.unit = Some(pieces());
            entry
        };
        rows.into_iter().enumerate().map(build).collect()
    })
}

proptest! {
    #[test]
    fn the_order_of_the_price_list_does_not_matter(
        (list, mixed) in entries().prop_flat_map(|e| (Just(e.clone()), Just(e).prop_shuffle())),
        number in 0..20_i64,
    ) {
        let tree = tree();
        let mut wanted = demand("1");
        wanted.quantity = Quantity::from_steps(number * 1_000_000);
        let find = |list| price(&wanted, &Typed::default(), None, &prices(list, &tree));
        prop_assert_eq!(find(&list), find(&mixed));
    }
}

#[test]
fn the_net_amount_is_in_the_orders_decimals() {
    let tree = tree();
    let yen = Currency {
        code: "JPY".parse().unwrap(),
        ..euro()
    };
    let facts = PriceFacts {
        currency: Currency { decimals: 0, ..yen },
        ..prices(&[], &tree)
    };
    let found = price(&demand("3"), &typed_price("0.5"), None, &facts).unwrap();
    assert_eq!(found.net_amount, amount("2"));
}
