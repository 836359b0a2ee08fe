//! The matching vectors and the examples of their source; laws of tolerances and policies.

use super::*;
use crate::domain::fixtures::{amount, dec, euro, percent, quantity};
use proptest::prelude::*;

const BOTH: [DiscrepancyKind; 2] = [DiscrepancyKind::NetUnitPrice, DiscrepancyKind::PriceTotal];

fn charged(number: &str, net: &str, charges: &str) -> Charged {
    Charged {
        quantity: quantity(number),
        net_amount: amount(net),
        charges: amount(charges),
    }
}

/// An order line of a quantity and a net amount, and the same quantity for another net amount.
fn facts(number: &str, ordered: &str, invoiced: &str) -> MatchFacts {
    MatchFacts {
        ordered: charged(number, ordered, "0"),
        invoice: charged(number, invoiced, "0"),
        matched_quantity: quantity(number),
        ..MatchFacts::default()
    }
}

/// A tolerance of a percent, an amount or both; `-` for none.
fn tolerance(percents: &str, amounts: &str) -> Tolerance {
    Tolerance {
        percent: (percents != "-").then(|| percent(percents)),
        amount: (amounts != "-").then(|| amount(amounts)),
    }
}

fn unit_price_within(tolerance: Tolerance) -> Tolerances {
    Tolerances {
        unit_price: Some(tolerance),
        price_total: None,
    }
}

fn price_total_within(tolerance: Tolerance) -> Tolerances {
    Tolerances {
        unit_price: None,
        price_total: Some(tolerance),
    }
}

fn matched(policy: MatchingPolicy, facts: &MatchFacts, within: &Tolerances) -> Vec<Discrepancy> {
    match_line(Some(policy), facts, within, euro()).unwrap()
}

/// The variance in percent and whether it is too much, one word each.
fn outcome(facts: &MatchFacts, within: &Tolerances) -> String {
    match matched(MatchingPolicy::TwoWay, facts, within).as_slice() {
        [] => "ok".to_owned(),
        [one] => format!("{} {}", one.variance, one.variance_percent.unwrap()),
        more => panic!("{more:?}"),
    }
}

#[test]
fn c1_a_unit_price_just_at_its_limit_is_accepted() {
    let within = unit_price_within(tolerance("5", "-"));
    let price = |net| outcome(&facts("1000", "1000", net), &within);
    assert_eq!(price("1000"), "ok");
    assert_eq!(price("1050"), "ok");
    assert_eq!(price("1050.01"), "0.05001 5.001");
    assert_eq!(price("1100"), "0.1 10");
}

#[test]
fn c2_c3_c4_price_totals_within_a_percent_an_amount_or_both() {
    let cases = [
        ("10", "-", "105", "ok"),
        ("10", "-", "110", "ok"),
        ("10", "-", "150", "50 50"),
        ("-", "100", "150", "ok"),
        ("-", "100", "200", "ok"),
        ("-", "100", "205", "105 105"),
        ("10", "100", "105", "ok"),
        ("10", "100", "150", "50 50"),
        ("10", "100", "205", "105 105"),
        ("200", "100", "205", "105 105"),
        ("-", "-", "100", "ok"),
        ("-", "-", "100.01", "0.01 0.01"),
        ("10", "100", "1", "ok"),
    ];
    for (percents, amounts, net, expected) in cases {
        let within = price_total_within(tolerance(percents, amounts));
        let found = outcome(&facts("10", "100", net), &within);
        assert_eq!(found, expected, "{net} within {percents} % and {amounts}");
    }
}

#[test]
fn charges_are_inside_the_net_unit_price() {
    let line = MatchFacts {
        ordered: charged("4", "221.52", "0"),
        invoice: charged("4", "221.60", "50"),
        matched_quantity: Quantity::ZERO,
        ..MatchFacts::default()
    };
    let within = unit_price_within(tolerance("10", "-"));
    let found = matched(MatchingPolicy::TwoWay, &line, &within);
    let [found] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!((found.expected, found.actual), (dec("55.38"), dec("67.9")));
    assert_eq!(found.variance_percent, Some(dec("22.60744")));

    let found = matched(MatchingPolicy::ThreeWay, &line, &within);
    let kinds: Vec<_> = found.iter().map(|d| d.kind).collect();
    assert_eq!(
        kinds,
        [
            DiscrepancyKind::NetUnitPrice,
            DiscrepancyKind::ReceiptMissing
        ]
    );
}

#[test]
fn charges_of_the_order_are_expected() {
    let machines = MatchFacts {
        ordered: charged("5", "40000", "3000"),
        invoice: charged("5", "40500", "4000"),
        matched_quantity: quantity("5"),
        ..MatchFacts::default()
    };
    let within = Tolerances {
        unit_price: Some(tolerance("8", "-")),
        price_total: Some(tolerance("15", "-")),
    };
    assert_eq!(matched(MatchingPolicy::ThreeWay, &machines, &within), []);
}

#[test]
fn the_invoices_of_an_order_line_are_taken_together() {
    let within = Tolerances {
        unit_price: Some(tolerance("10", "-")),
        price_total: Some(tolerance("15", "500")),
    };
    let invoice = |before, this| {
        let facts = MatchFacts {
            ordered: charged("1000", "10000", "0"),
            invoiced_before: before,
            invoice: this,
            ..MatchFacts::default()
        };
        outcome(&facts, &within)
    };
    let (none, first) = (Charged::default(), charged("800", "8640", "0"));
    assert_eq!(invoice(none, first), "ok");
    assert_eq!(invoice(first, charged("100", "1080", "0")), "ok");
    let two = charged("900", "9720", "0");
    assert_eq!(invoice(two, charged("200", "2160", "0")), "1880 18.8");
}

#[test]
fn c9_c10_a_mouse_too_dear_and_a_drive_within_two_percent() {
    let within = Tolerances {
        unit_price: Some(tolerance("2", "-")),
        price_total: Some(tolerance("10", "-")),
    };
    let mouse = MatchFacts {
        matched_quantity: Quantity::ZERO,
        ..facts("2", "80", "82")
    };
    let found = matched(MatchingPolicy::ThreeWay, &mouse, &within);
    let found: Vec<_> = found
        .iter()
        .map(|d| (d.kind, d.variance_percent, d.approvable))
        .collect();
    assert_eq!(
        found,
        [
            (DiscrepancyKind::NetUnitPrice, Some(dec("2.5")), true),
            (DiscrepancyKind::ReceiptMissing, None, true),
        ]
    );

    let drive = MatchFacts {
        matched_quantity: Quantity::ZERO,
        ..facts("200", "2000", "2010")
    };
    assert_eq!(matched(MatchingPolicy::TwoWay, &drive, &within), []);
}

#[test]
fn the_invoiced_quantity_must_equal_the_chosen_receipts_exactly() {
    let cases = [
        ("10", None),
        ("0", Some((DiscrepancyKind::ReceiptMissing, "10"))),
        (
            "9.999999",
            Some((DiscrepancyKind::ReceiptQuantity, "0.000001")),
        ),
        ("11", Some((DiscrepancyKind::ReceiptQuantity, "-1"))),
    ];
    for (receipts, expected) in cases {
        let line = MatchFacts {
            matched_quantity: quantity(receipts),
            ..facts("10", "100", "100")
        };
        let found = matched(MatchingPolicy::ThreeWay, &line, &Tolerances::default());
        let found = found.first().map(|d| (d.kind, d.variance));
        assert_eq!(
            found,
            expected.map(|(kind, variance)| (kind, dec(variance)))
        );
    }
}

#[test]
fn c12_within_the_group_the_invoice_must_be_the_sellers() {
    let seller = charged("100", "45", "0");
    let line = |net, receipts| MatchFacts {
        intercompany: Some(seller),
        matched_quantity: quantity(receipts),
        ..facts("100", "45", net)
    };
    let within = Tolerances {
        unit_price: Some(tolerance("50", "-")),
        price_total: Some(tolerance("50", "-")),
    };
    assert_eq!(
        matched(MatchingPolicy::TwoWay, &line("45", "100"), &within),
        []
    );

    let typed = match_line(None, &line("54", "100"), &within, euro()).unwrap();
    let [amount] = typed.as_slice() else {
        panic!("{typed:?}")
    };
    assert_eq!(amount.kind, DiscrepancyKind::IntercompanyAmount);
    assert_eq!((amount.expected, amount.actual), (dec("45"), dec("54")));
    assert_eq!((amount.variance, amount.approvable), (dec("9"), false));
    assert_eq!(blocking(&typed, true, true).count(), 1);

    let below = matched(MatchingPolicy::TwoWay, &line("44.99", "100"), &within);
    assert_eq!(below[0].variance, dec("-0.01"));
    let early = matched(MatchingPolicy::TwoWay, &line("45", "0"), &within);
    assert_eq!(early[0].kind, DiscrepancyKind::ReceiptMissing);
    assert!(!early[0].approvable);
    let fewer = MatchFacts {
        invoice: charged("99", "45", "0"),
        matched_quantity: quantity("99"),
        ..line("45", "100")
    };
    let fewer = matched(MatchingPolicy::TwoWay, &fewer, &within);
    assert_eq!(fewer[0].kind, DiscrepancyKind::IntercompanyQuantity);
}

#[test]
fn a_price_where_none_is_expected_is_beyond_every_tolerance() {
    for tolerance in [
        tolerance("100", "-"),
        tolerance("-", "100"),
        tolerance("-", "-"),
    ] {
        let within = Tolerances {
            unit_price: Some(tolerance),
            price_total: Some(tolerance),
        };
        let found = matched(MatchingPolicy::TwoWay, &facts("1", "0", "0.01"), &within);
        let kinds: Vec<_> = found.iter().map(|d| d.kind).collect();
        assert_eq!(kinds, BOTH);
        assert!(found.iter().all(|d| d.variance_percent.is_none()));
        let free = matched(MatchingPolicy::TwoWay, &facts("1", "0", "0"), &within);
        assert_eq!(free, []);
    }
}

#[test]
fn a_unit_price_with_endless_decimals_is_accepted_at_its_limit() {
    let line = MatchFacts {
        ordered: charged("3", "10", "0"),
        invoice: charged("1", "3.5", "0"),
        ..MatchFacts::default()
    };
    let within = unit_price_within(tolerance("5", "-"));
    assert_eq!(matched(MatchingPolicy::TwoWay, &line, &within), []);
    let dearer = MatchFacts {
        invoice: charged("1", "3.51", "0"),
        ..line
    };
    assert_eq!(outcome(&dearer, &within), "0.176667 5.3");
}

#[test]
fn the_rounding_of_a_part_is_no_discrepancy() {
    let part = |net| MatchFacts {
        ordered: charged("3", "10", "0"),
        invoice: charged("1", net, "0"),
        ..MatchFacts::default()
    };
    let within = unit_price_within(Tolerance::default());
    assert_eq!(outcome(&part("3.34"), &within), "ok");
    assert_eq!(outcome(&part("3.35"), &within), "0.016667 0.5");
}

#[test]
fn an_amount_tolerance_of_a_unit_price_is_for_one_unit() {
    let within = unit_price_within(tolerance("-", "0.5"));
    assert_eq!(outcome(&facts("10", "100", "105"), &within), "ok");
    assert_eq!(
        outcome(&facts("10", "100", "105.01"), &within),
        "0.501 5.01"
    );
}

#[test]
fn a_credit_that_is_too_small_is_too_much_of_a_return() {
    let within = Tolerances {
        unit_price: Some(tolerance("5", "-")),
        price_total: Some(tolerance("5", "-")),
    };
    let returned = |net| {
        matched(
            MatchingPolicy::ThreeWay,
            &facts("-10", "-100", net),
            &within,
        )
    };
    assert_eq!(returned("-95"), []);
    assert_eq!(returned("-110"), []);
    let found = returned("-90");
    let kinds: Vec<_> = found.iter().map(|d| d.kind).collect();
    assert_eq!(kinds, BOTH);
    assert_eq!(found[0].expected, dec("10"));
    assert_eq!((found[0].actual, found[0].variance), (dec("9"), dec("1")));
    assert_eq!(
        (found[1].actual, found[1].variance),
        (dec("-90"), dec("10"))
    );
    assert!(found.iter().all(|d| d.variance_percent == Some(dec("10"))));
}

#[test]
fn without_a_policy_nothing_is_matched() {
    let within = Tolerances {
        unit_price: Some(Tolerance::default()),
        price_total: Some(Tolerance::default()),
    };
    let found = match_line(None, &facts("1", "1", "9"), &within, euro());
    assert_eq!(found, Ok(Vec::new()));
}

#[test]
fn six_totals_are_compared_and_too_small_a_discount_is_too_much() {
    let totals = |discount, tax, whole| DocumentTotals {
        balance: amount("495"),
        discount: amount(discount),
        charges: amount("64.90"),
        tax: amount(tax),
        rounding: Amount::ZERO,
        invoice_amount: amount(whole),
    };
    let expected = totals("9.90", "137.50", "687.50");
    let actual = totals("0", "139.98", "699.88");
    let found = |percents| -> Vec<_> {
        match_totals(&expected, &actual, tolerance(percents, "-"))
            .unwrap()
            .iter()
            .map(|d| (d.kind, d.variance, d.variance_percent.unwrap()))
            .collect()
    };
    let discount = (DiscrepancyKind::TotalDiscount, dec("9.9"), dec("100"));
    assert_eq!(found("20"), [discount]);
    let tax = (DiscrepancyKind::TotalTax, dec("2.48"), dec("1.803636"));
    let whole = (
        DiscrepancyKind::InvoiceAmount,
        dec("12.38"),
        dec("1.800727"),
    );
    assert_eq!(found("1"), [discount, tax, whole]);

    let ours = match_intercompany_totals(&actual, &expected);
    assert_eq!(ours.len(), 3);
    assert!(ours.iter().all(|d| !d.approvable));
    assert_eq!(match_intercompany_totals(&actual, &actual), []);
}

#[test]
fn a_typed_total_must_be_the_calculated_one() {
    assert_eq!(match_typed_total(amount("1125"), amount("1125")), None);
    for (typed, variance) in [("1125.01", "0.01"), ("1124.99", "-0.01")] {
        let found = match_typed_total(amount("1125"), amount(typed)).unwrap();
        assert_eq!((found.variance, found.approvable), (dec(variance), false));
    }
}

#[test]
fn discrepancies_block_until_approved_where_approval_is_required() {
    let found = matched(
        MatchingPolicy::TwoWay,
        &facts("1", "1", "2"),
        &price_total_within(Tolerance::default()),
    );
    assert_eq!(blocking(&found, true, false).count(), 1);
    assert_eq!(blocking(&found, true, true).count(), 0);
    assert_eq!(blocking(&found, false, false).count(), 0);
}

#[test]
fn agr16_the_agreement_makes_the_company_stricter_and_items_and_vendors_decide_for_themselves() {
    const NONE: LinePolicy = None;
    const TWO: LinePolicy = Some(MatchingPolicy::TwoWay);
    const THREE: LinePolicy = Some(MatchingPolicy::ThreeWay);
    let cases = [
        // company, vendor, item, agreement, allowed, effective
        (NONE, None, None, None, true, NONE),
        (TWO, None, None, None, true, TWO),
        (TWO, Some(THREE), None, None, true, THREE),
        (THREE, Some(NONE), None, None, true, NONE),
        (TWO, Some(THREE), Some(NONE), None, true, NONE),
        (NONE, Some(TWO), Some(THREE), None, false, THREE),
        (TWO, None, None, THREE, true, THREE),
        (TWO, None, None, THREE, false, TWO),
        (THREE, None, None, TWO, true, THREE),
        (NONE, None, None, TWO, true, TWO),
        (NONE, None, Some(TWO), THREE, true, TWO),
        (NONE, Some(TWO), None, THREE, true, TWO),
    ];
    for (company, vendor, item, agreement, override_allowed, expected) in cases {
        let facts = PolicyFacts {
            company,
            vendor,
            item,
            agreement,
            override_allowed,
        };
        assert_eq!(facts.effective(), expected, "{facts:?}");
    }
}

proptest! {
    #[test]
    fn a_wider_tolerance_finds_nothing_new_and_a_cheaper_invoice_is_never_worse(
        number in 1..10_i64.pow(10), ordered in 0..10_i64.pow(9), invoiced in 0..10_i64.pow(9),
        cheaper in 0..10_i64.pow(6), percents in 0..10_i64.pow(8), wider in 0..10_i64.pow(8),
    ) {
        let line = |invoiced: i64| MatchFacts {
            ordered: Charged {
                quantity: Quantity::from_steps(number),
                net_amount: Amount::from_steps(ordered),
                charges: Amount::ZERO,
            },
            invoice: Charged {
                quantity: Quantity::from_steps(number),
                net_amount: Amount::from_steps(invoiced),
                charges: Amount::ZERO,
            },
            ..MatchFacts::default()
        };
        let within = |steps| {
            let tolerance = Tolerance { percent: Some(Percent::from_steps(steps)), amount: None };
            Tolerances { unit_price: Some(tolerance), price_total: Some(tolerance) }
        };
        let kinds = |invoiced, steps| -> Vec<DiscrepancyKind> {
            let found = matched(MatchingPolicy::TwoWay, &line(invoiced), &within(steps));
            found.iter().map(|d| d.kind).collect()
        };
        let found = kinds(invoiced, percents);
        let wide = kinds(invoiced, percents + wider);
        prop_assert!(wide.iter().all(|kind| found.contains(kind)));
        let cheap = kinds(invoiced - cheaper, percents);
        prop_assert!(cheap.iter().all(|kind| found.contains(kind)));
        prop_assert!(invoiced > ordered || found.is_empty());
    }

    #[test]
    fn no_invoice_panics(
        ordered: (i64, i64, i64), before: (i64, i64, i64), invoice: (i64, i64, i64),
        receipts: i64, percents: i64, amounts: i64,
    ) {
        let charged = |(number, net, charges)| Charged {
            quantity: Quantity::from_steps(number),
            net_amount: Amount::from_steps(net),
            charges: Amount::from_steps(charges),
        };
        let facts = MatchFacts {
            ordered: charged(ordered),
            invoiced_before: charged(before),
            invoice: charged(invoice),
            matched_quantity: Quantity::from_steps(receipts),
            intercompany: None,
        };
        let tolerance = Tolerance {
            percent: Some(Percent::from_steps(percents)),
            amount: Some(Amount::from_steps(amounts)),
        };
        let within = Tolerances { unit_price: Some(tolerance), price_total: Some(tolerance) };
        let _ = match_line(Some(MatchingPolicy::ThreeWay), &facts, &within, euro());
        let facts = MatchFacts { intercompany: Some(charged(before)), ..facts };
        let _ = match_line(None, &facts, &within, euro());
        let totals = |(balance, discount, charges)| DocumentTotals {
            balance: Amount::from_steps(balance),
            discount: Amount::from_steps(discount),
            charges: Amount::from_steps(charges),
            ..DocumentTotals::default()
        };
        let _ = match_totals(&totals(ordered), &totals(invoice), tolerance);
        let _ = match_intercompany_totals(&totals(ordered), &totals(invoice));
    }
}
