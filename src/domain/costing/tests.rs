//! Vectors B1 to B3, B5 and B6, and the tables of forwarding, averages and reversals.

use super::*;
use crate::domain::fixtures::{
    amount, day, dec, euro, id, percent, quantity, rate, terms, unit_price,
};
use crate::domain::money::net_amount;
use entity::exact::{Percent, Price};

mod properties;

fn cost(expected: &str, actual: &str) -> Cost {
    Cost {
        expected: amount(expected),
        actual: amount(actual),
    }
}

fn stock(method: CostingMethod, on_hand: &str, value: &str) -> Stock {
    Stock {
        currency: euro(),
        method,
        quantity: quantity(on_hand),
        value: amount(value),
    }
}

/// An entry of the first of January, wholly invoiced where it has no expected cost.
fn entry(number: u128, of: &str, expected: &str, actual: &str) -> InboundEntry {
    let is_invoiced = amount(expected).is_zero();
    InboundEntry {
        id: id(number),
        posting_date: day("2026-01-01"),
        quantity: quantity(of),
        invoiced_quantity: quantity(if is_invoiced { of } else { "0" }),
        cost: cost(expected, actual),
        applications: Vec::new(),
    }
}

fn invoiced(of: &str, direct: &str, indirect: &str) -> InvoicedCost {
    InvoicedCost {
        quantity: quantity(of),
        direct: amount(direct),
        indirect: amount(indirect),
    }
}

/// Entry, type and parts of a plan's value entries.
fn found(plan: &Plan) -> Vec<(ItemEntryId, ValueEntryType, Cost)> {
    let of = |value: &ValueEntry| (value.entry, value.value_entry_type, value.cost);
    plan.values.iter().map(of).collect()
}

fn direct(number: u128, expected: &str, actual: &str) -> (ItemEntryId, ValueEntryType, Cost) {
    (
        id(number),
        ValueEntryType::DirectCost,
        cost(expected, actual),
    )
}

fn varied(number: u128, actual: &str) -> (ItemEntryId, ValueEntryType, Cost) {
    (id(number), ValueEntryType::Variance, cost("0", actual))
}

#[test]
fn b1_receipts_expect_their_part_of_the_line_and_the_parts_sum() {
    let net = net_amount(quantity("10"), &terms("100", "1", "10", "0"), euro()).unwrap();
    let expected = |net_amount, received, arriving, at| {
        let line = ExpectedLine {
            quantity: quantity("10"),
            net_amount,
            rate: rate(at),
        };
        expected_cost(&line, quantity(received), quantity(arriving), euro()).unwrap()
    };
    assert_eq!(expected(net, "0", "6", "1"), amount("540"));
    assert_eq!(expected(net, "6", "4", "1"), amount("360"));
    assert_eq!(expected(net, "0", "6", "1.11115"), amount("600.02"));
    let thirds = ["0", "3", "6", "9"].map(|received| {
        let arriving = if received == "9" { "1" } else { "3" };
        expected(amount("10.01"), received, arriving, "1")
    });
    assert_eq!(thirds, ["3", "3.01", "3", "1"].map(amount));
}

#[test]
fn b2_an_overhead_is_an_indirect_cost_and_all_of_it_goes_out() {
    let indirect = indirect_cost(
        amount("70"),
        quantity("10"),
        Percent::ZERO,
        unit_price("1"),
        euro(),
    );
    assert_eq!(indirect, Ok(amount("10")));
    let bare = InboundEntry {
        invoiced_quantity: Quantity::ZERO,
        ..entry(1, "10", "0", "0")
    };
    let empty = stock(CostingMethod::Fifo, "10", "0");
    let plan = invoice(&empty, &bare, &invoiced("10", "70", "10")).unwrap();
    let of_house = (id(1), ValueEntryType::IndirectCost, cost("0", "10"));
    assert_eq!(found(&plan), [direct(1, "0", "70"), of_house]);
    let (full, entry) = (empty.after(&plan).unwrap(), bare.after(&plan).unwrap());
    let sold = issue(&full, &[entry], id(2), quantity("10")).unwrap();
    assert_eq!(found(&sold), [direct(2, "0", "-80")]);
    assert_eq!(full.after(&sold).unwrap().value, Amount::ZERO);
}

#[test]
fn b3_an_invoice_takes_the_expected_cost_away_and_brings_its_own() {
    let received = entry(1, "10", "95", "0");
    let held = stock(CostingMethod::Fifo, "10", "95");
    let plan = invoice(&held, &received, &invoiced("10", "100", "0")).unwrap();
    assert_eq!(found(&plan), [direct(1, "-95", "100")]);
    assert_eq!(plan.values[0].invoiced_quantity, quantity("10"));
}

#[test]
fn b5_the_unit_cost_has_discount_percent_and_overhead() {
    let found = unit_cost(
        unit_price("100"),
        unit_price("10"),
        percent("5"),
        unit_price("1"),
    );
    assert_eq!(found, Ok(unit_price("95.5")));
    let indirect = indirect_cost(
        amount("90"),
        quantity("1"),
        percent("5"),
        unit_price("1"),
        euro(),
    );
    assert_eq!(indirect, Ok(amount("5.5")));
}

#[test]
fn b6_what_is_applied_costs_what_it_cost_and_the_rest_goes_first_in_first_out() {
    let open = [entry(1, "10", "0", "10"), entry(2, "10", "0", "20")];
    let held = stock(CostingMethod::Fifo, "20", "30");
    let applied = take(&held, &open[1], id(3), quantity("10")).unwrap();
    assert_eq!(found(&applied), [direct(3, "0", "-20")]);
    let unapplied = issue(&held, &open, id(3), quantity("10")).unwrap();
    assert_eq!(found(&unapplied), [direct(3, "0", "-10")]);
    let averaged = stock(CostingMethod::Average, "20", "30");
    let unapplied = issue(&averaged, &open, id(3), quantity("10")).unwrap();
    assert_eq!(found(&unapplied), [direct(3, "0", "-15")]);
}

#[test]
fn the_first_in_is_the_earliest_posting_date_then_the_earliest_entry() {
    let late = InboundEntry {
        posting_date: day("2026-02-01"),
        ..entry(1, "1", "0", "1")
    };
    let open = [late, entry(3, "1", "0", "3"), entry(2, "1", "0", "2")];
    let held = stock(CostingMethod::Fifo, "3", "6");
    let plan = issue(&held, &open, id(9), quantity("2.5")).unwrap();
    let taken: Vec<_> = plan
        .applications
        .iter()
        .map(|a| (a.inbound, a.quantity))
        .collect();
    assert_eq!(
        taken,
        [
            (id(2), quantity("1")),
            (id(3), quantity("1")),
            (id(1), quantity("0.5"))
        ]
    );
    assert_eq!(found(&plan), [direct(9, "0", "-5.5")]);
}

#[test]
fn no_more_goes_out_than_there_is_and_the_refusal_says_how_much_that_is() {
    let open = [entry(1, "10", "0", "10"), entry(2, "5", "0", "20")];
    let held = stock(CostingMethod::Fifo, "15", "30");
    assert_eq!(
        issue(&held, &open, id(3), quantity("16")),
        Err(CostingViolation::StockExceeded {
            available: quantity("15"),
            asked: quantity("16"),
        })
    );
    assert_eq!(
        take(&held, &open[1], id(3), quantity("6")),
        Err(CostingViolation::RemainingExceeded {
            entry: id(2),
            remaining: quantity("5"),
            asked: quantity("6"),
        })
    );
    for nothing in ["0", "-1"] {
        let nothing = quantity(nothing);
        let refused = Err(CostingViolation::NotPositive);
        assert_eq!(issue(&held, &open, id(3), nothing), refused);
        assert_eq!(take(&held, &open[0], id(3), nothing), refused);
    }
}

#[test]
fn no_more_is_invoiced_than_was_received() {
    let received = entry(1, "10", "95", "0");
    let held = stock(CostingMethod::Fifo, "10", "95");
    let plan = invoice(&held, &received, &invoiced("4", "40", "0")).unwrap();
    assert_eq!(found(&plan), [direct(1, "-38", "40")]);
    let (held, partly) = (held.after(&plan).unwrap(), received.after(&plan).unwrap());
    assert_eq!(
        invoice(&held, &partly, &invoiced("7", "70", "0")),
        Err(CostingViolation::NotInvoicedExceeded {
            entry: id(1),
            open: quantity("6"),
            asked: quantity("7"),
        })
    );
}

#[test]
fn a_partly_invoiced_entry_gives_its_parts_in_proportion_and_its_last_cent_with_the_last_unit() {
    let partly = InboundEntry {
        invoiced_quantity: quantity("1"),
        ..entry(1, "3", "6.67", "3.34")
    };
    let (mut held, mut at) = (stock(CostingMethod::Fifo, "3", "10.01"), partly);
    let mut parts = Vec::new();
    for outbound in 2..=4 {
        let plan = issue(
            &held,
            std::slice::from_ref(&at),
            id(outbound),
            quantity("1"),
        )
        .unwrap();
        parts.push(plan.values[0].cost);
        (held, at) = (held.after(&plan).unwrap(), at.after(&plan).unwrap());
    }
    let expected = [
        cost("-2.22", "-1.11"),
        cost("-2.23", "-1.12"),
        cost("-2.22", "-1.11"),
    ];
    assert_eq!(parts, expected);
    assert_eq!(held.value, Amount::ZERO);
}

#[test]
fn a_late_invoice_and_a_charge_reach_what_went_out_before() {
    let (held, received) = (
        stock(CostingMethod::Fifo, "10", "100"),
        entry(1, "10", "100", "0"),
    );
    let plan = issue(&held, std::slice::from_ref(&received), id(2), quantity("4")).unwrap();
    let (held, received) = (held.after(&plan).unwrap(), received.after(&plan).unwrap());
    let late = invoice(&held, &received, &invoiced("10", "120", "0")).unwrap();
    assert_eq!(
        found(&late),
        [direct(1, "-100", "120"), direct(2, "40", "-48")]
    );
    let (held, received) = (held.after(&late).unwrap(), received.after(&late).unwrap());
    assert_eq!(held.value, amount("72"));
    let freight = charge(&held, &received, amount("0.06")).unwrap();
    assert_eq!(
        found(&freight),
        [direct(1, "0", "0.06"), direct(2, "0", "-0.02")]
    );
    assert_eq!(freight.values[0].invoiced_quantity, Quantity::ZERO);
}

#[test]
fn under_the_average_a_late_change_stays_with_what_is_on_hand_and_the_rest_is_a_variance() {
    let table = [("0", "-8"), ("4", "-4"), ("8", "0"), ("20", "0")];
    for (of_another, varies) in table {
        let received = entry(1, "10", "100", "0");
        let another = quantity(of_another).decimal();
        let held = Stock {
            quantity: (dec("10") + another).try_into().unwrap(),
            value: (dec("100") + another * dec("10")).try_into().unwrap(),
            ..stock(CostingMethod::Average, "0", "0")
        };
        let mut open = vec![received.clone()];
        if !another.is_zero() {
            let worth = (another * dec("10")).to_string();
            open.push(entry(2, of_another, "0", &worth));
        }
        let plan = issue(&held, &open, id(3), quantity("8")).unwrap();
        assert_eq!(found(&plan), [direct(3, "-80", "0")]);
        let (held, received) = (held.after(&plan).unwrap(), received.after(&plan).unwrap());
        let late = invoice(&held, &received, &invoiced("10", "110", "0")).unwrap();
        let mut expected = vec![direct(1, "-100", "110"), direct(3, "80", "-80")];
        if varies != "0" {
            expected.push(varied(3, varies));
        }
        assert_eq!(found(&late), expected, "{of_another} of another entry");
    }
}

#[test]
fn an_averaged_stock_gives_no_more_than_it_is_worth_and_all_of_it_with_the_last_unit() {
    let (cheap, dear) = (entry(1, "10", "0", "10"), entry(2, "10", "0", "1000"));
    let held = stock(CostingMethod::Average, "20", "1010");
    let plan = issue(&held, &[cheap.clone(), dear.clone()], id(3), quantity("15")).unwrap();
    assert_eq!(found(&plan), [direct(3, "0", "-757.5")]);
    let (held, dear) = (held.after(&plan).unwrap(), dear.after(&plan).unwrap());
    let most = take(&held, &dear, id(4), quantity("3")).unwrap();
    assert_eq!(found(&most), [direct(4, "0", "-300"), varied(4, "47.5")]);
    let some = take(&held, &dear, id(4), quantity("1")).unwrap();
    assert_eq!(found(&some), [direct(4, "0", "-100")]);
    let (held, dear) = (held.after(&some).unwrap(), dear.after(&some).unwrap());
    let last = take(&held, &dear, id(5), quantity("4")).unwrap();
    assert_eq!(held.after(&last).unwrap().value, Amount::ZERO);
    assert_eq!(found(&last), [direct(5, "0", "-400"), varied(5, "247.5")]);
}

#[test]
fn charges_split_equally_by_amount_by_quantity_or_as_given_and_sum() {
    let receipts = [("1", "10"), ("2", "10"), ("4", "40")].map(|(of, worth)| ChargedReceipt {
        quantity: quantity(of),
        amount: amount(worth),
    });
    let parts = ["1", "2", "7"].map(amount).to_vec();
    let table = [
        (ChargeSplit::Equally, ["3.33", "3.34", "3.33"]),
        (ChargeSplit::ByAmount, ["1.67", "1.66", "6.67"]),
        (ChargeSplit::ByQuantity, ["1.43", "2.86", "5.71"]),
        (ChargeSplit::Given(parts), ["1", "2", "7"]),
    ];
    for (split, expected) in table {
        let found = split_charge(amount("10"), &split, &receipts, euro());
        assert_eq!(found, Ok(expected.map(amount).to_vec()), "{split:?}");
    }
}

#[test]
fn a_charge_that_nothing_bears_or_that_its_parts_are_not_is_refused() {
    let receipt = ChargedReceipt {
        quantity: quantity("1"),
        amount: Amount::ZERO,
    };
    let split = |split| split_charge(amount("10"), &split, &[receipt], euro());
    let nothing = Err(CostingViolation::NothingToSplitBy);
    assert_eq!(split(ChargeSplit::ByAmount), nothing);
    assert_eq!(
        split_charge(amount("10"), &ChargeSplit::Equally, &[], euro()),
        nothing
    );
    let differ = |sum| {
        Err(CostingViolation::PartsDiffer {
            parts: amount(sum),
            charge: amount("10"),
        })
    };
    let given = |parts: &[&str]| ChargeSplit::Given(parts.iter().map(|p| amount(p)).collect());
    assert_eq!(split(given(&["9"])), differ("9"));
    assert_eq!(split(given(&["9", "1"])), differ("10"));
    assert_eq!(
        split(given(&["10.001"])),
        Err(Violation::TooManyDecimals { scale: 2 }.into())
    );
}

#[test]
fn a_receipt_is_undone_only_whole_and_not_invoiced() {
    let received = entry(1, "10", "100", "3");
    let held = stock(CostingMethod::Fifo, "10", "103");
    let plan = undo_receipt(&held, &received, id(2)).unwrap();
    assert_eq!(found(&plan), [direct(2, "-100", "-3")]);
    assert_eq!(
        held.after(&plan).unwrap(),
        stock(CostingMethod::Fifo, "0", "0")
    );
    let partly = InboundEntry {
        invoiced_quantity: quantity("1"),
        ..received.clone()
    };
    assert_eq!(
        undo_receipt(&held, &partly, id(2)),
        Err(CostingViolation::Invoiced {
            entry: id(1),
            invoiced: quantity("1"),
        })
    );
    let gone = issue(&held, std::slice::from_ref(&received), id(3), quantity("1")).unwrap();
    assert_eq!(
        undo_receipt(&held, &received.after(&gone).unwrap(), id(2)),
        Err(CostingViolation::RemainingExceeded {
            entry: id(1),
            remaining: quantity("9"),
            asked: quantity("10"),
        })
    );
}

#[test]
fn a_cancelled_invoice_leaves_the_expected_cost_or_goes_with_its_goods() {
    let received = entry(1, "10", "100", "0");
    let held = stock(CostingMethod::Fifo, "10", "100");
    let bill = invoice(&held, &received, &invoiced("4", "60", "2")).unwrap();
    let (held, partly) = (held.after(&bill).unwrap(), received.after(&bill).unwrap());
    assert_eq!((held.value, partly.cost), (amount("122"), cost("60", "62")));

    let kept = reverse(&held, &partly, &bill.values).unwrap();
    let of_house = (id(1), ValueEntryType::IndirectCost, cost("0", "-2"));
    assert_eq!(found(&kept), [direct(1, "40", "-60"), of_house]);
    assert_eq!(partly.after(&kept).unwrap(), received);

    let gone = return_to_vendor(&held, &partly, id(2), &bill.values).unwrap();
    let indirect = (id(2), ValueEntryType::IndirectCost, cost("0", "-2"));
    assert_eq!(found(&gone), [direct(2, "0", "-60"), indirect]);
    assert_eq!(gone.values[0].invoiced_quantity, quantity("-4"));
    let (held, left) = (held.after(&gone).unwrap(), partly.after(&gone).unwrap());
    assert_eq!((held.value, held.quantity), (amount("60"), quantity("6")));
    let rest = invoice(&held, &left, &invoiced("6", "72", "0")).unwrap();
    assert_eq!(found(&rest), [direct(1, "-60", "72")]);

    let again = Err(CostingViolation::InvoicedExceeded {
        entry: id(1),
        invoiced: quantity("0"),
        asked: quantity("4"),
    });
    assert_eq!(reverse(&held, &left, &bill.values), again);
    assert_eq!(return_to_vendor(&held, &left, id(3), &bill.values), again);
}

#[test]
fn goods_that_went_out_do_not_go_back_with_a_cancelled_invoice() {
    let bought = InboundEntry {
        invoiced_quantity: Quantity::ZERO,
        ..entry(1, "10", "0", "0")
    };
    let held = stock(CostingMethod::Fifo, "10", "0");
    let bill = invoice(&held, &bought, &invoiced("10", "100", "0")).unwrap();
    let (held, bought) = (held.after(&bill).unwrap(), bought.after(&bill).unwrap());
    let gone = return_to_vendor(&held, &bought, id(3), &bill.values).unwrap();
    assert_eq!(found(&gone), [direct(3, "0", "-100")]);
    let sold = issue(&held, std::slice::from_ref(&bought), id(2), quantity("1")).unwrap();
    let (held, bought) = (held.after(&sold).unwrap(), bought.after(&sold).unwrap());
    assert_eq!(
        return_to_vendor(&held, &bought, id(3), &bill.values),
        Err(CostingViolation::RemainingExceeded {
            entry: id(1),
            remaining: quantity("9"),
            asked: quantity("10"),
        })
    );
}

#[test]
fn numbers_beyond_their_columns_are_refused_and_do_not_panic() {
    let rich = InboundEntry {
        cost: Cost {
            expected: Amount::ZERO,
            actual: Amount::MAX,
        },
        ..entry(1, "10", "0", "0")
    };
    let held = stock(CostingMethod::Fifo, "10", "0");
    let found = charge(&held, &rich, amount("0.01"));
    assert!(matches!(
        found,
        Err(CostingViolation::Number(Violation::OutOfRange { .. }))
    ));
    let (free, none) = (unit_price("0"), percent("0"));
    assert!(unit_cost(unit_price("1"), free, none, Price::MAX).is_err());
    assert!(indirect_cost(Amount::ZERO, Quantity::MAX, none, Price::MAX, euro()).is_err());
}
