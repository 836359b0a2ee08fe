//! Vectors D2 and D5, the tolerances of several invoices, exchange differences and refusals.

use super::*;
use crate::domain::fixtures::{amount, day, euro, id};

mod properties;

use VendorDocumentType::{CreditMemo, Invoice, Payment, Refund};

fn valued(own: &str, accounting: &str) -> Valued {
    Valued {
        amount: amount(own),
        accounting: amount(accounting),
    }
}

/// An entry in the accounting currency, without discount and tolerance.
fn entry(number: u128, document_type: VendorDocumentType, remaining: &str) -> OpenEntry {
    OpenEntry {
        id: id(number),
        document_type,
        currency: euro(),
        balance: Balance {
            remaining: valued(remaining, remaining),
            discount: Amount::ZERO,
        },
        discount_date: None,
        discount_tolerance_date: None,
        tolerance_max: Amount::ZERO,
    }
}

/// An invoice of 1,000 with a tolerance of 5.
fn thousand(number: u128, discount: &str, discount_date: &str, grace: &str) -> OpenEntry {
    let mut invoice = entry(number, Invoice, "-1000");
    invoice.balance.discount = amount(discount);
    invoice.discount_date = Some(day(discount_date));
    invoice.discount_tolerance_date = Some(day(grace));
    invoice.tolerance_max = amount("5");
    invoice
}

fn d2() -> OpenEntry {
    thousand(1, "20", "2003-01-15", "2003-01-20")
}

fn fits(entry: OpenEntry) -> Target {
    Target {
        entry,
        amount: None,
        accept_late_discount: false,
    }
}

fn at_most(entry: OpenEntry, amount_to_apply: &str) -> Target {
    Target {
        amount: Some(amount(amount_to_apply)),
        ..fits(entry)
    }
}

fn late(entry: OpenEntry) -> Target {
    Target {
        accept_late_discount: true,
        ..fits(entry)
    }
}

fn on(posting_date: &str) -> SettlementTerms {
    SettlementTerms {
        posting_date: day(posting_date),
        accounting_currency: euro(),
        accept_tolerance: true,
        block_tolerance: false,
    }
}

fn pay(money: &str, targets: &[Target], terms: &SettlementTerms) -> Settlement {
    settle(&entry(99, Payment, money), targets, terms).unwrap()
}

/// Whether the invoice closes; discount, discount tolerance and payment tolerance; what is left on
/// the payment and of the invoice.
type Row = (
    bool,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

#[track_caller]
fn check_row(found: &Settlement, row: Row) {
    let (closes, discount, late, tolerance, payment, invoice) = row;
    let part = found.parts[0];
    assert_eq!(part.after.is_closed(), closes);
    assert_eq!(part.discount, valued(discount, discount));
    assert_eq!(part.discount_tolerance, valued(late, late));
    assert_eq!(part.payment_tolerance, valued(tolerance, tolerance));
    assert_eq!(found.after.remaining, valued(payment, payment));
    assert_eq!(part.after.remaining, valued(invoice, invoice));
    assert_eq!(part.exchange_gain, Amount::ZERO);
}

#[test]
fn d2_one_invoice_and_its_tolerances() {
    let in_time = ["2003-01-01", "2003-01-15"];
    let in_grace = ["2003-01-16", "2003-01-20"];
    let after = ["2003-01-21", "2004-01-01"];
    let table: [([&str; 2], bool, &str, Row); 24] = [
        (in_time, false, "985", (true, "20", "0", "-5", "0", "0")),
        (in_time, false, "980", (true, "20", "0", "0", "0", "0")),
        (in_time, false, "975", (true, "20", "0", "5", "0", "0")),
        (in_time, true, "975", (true, "20", "0", "5", "0", "0")),
        (in_time, false, "974", (false, "0", "0", "0", "0", "-26")),
        (in_time, false, "986", (true, "20", "0", "0", "6", "0")),
        (in_grace, true, "1005", (true, "0", "20", "0", "25", "0")),
        (in_grace, true, "1000", (true, "0", "20", "0", "20", "0")),
        (in_grace, true, "995", (true, "0", "20", "0", "15", "0")),
        (in_grace, false, "1005", (true, "0", "0", "-5", "0", "0")),
        (in_grace, false, "1000", (true, "0", "0", "0", "0", "0")),
        (in_grace, false, "995", (true, "0", "0", "5", "0", "0")),
        (in_grace, true, "985", (true, "0", "20", "-5", "0", "0")),
        (in_grace, true, "980", (true, "0", "20", "0", "0", "0")),
        (in_grace, true, "975", (true, "0", "20", "5", "0", "0")),
        (in_grace, false, "985", (false, "0", "0", "0", "0", "-15")),
        (after, true, "1005", (true, "0", "0", "-5", "0", "0")),
        (after, true, "1000", (true, "0", "0", "0", "0", "0")),
        (after, true, "995", (true, "0", "0", "5", "0", "0")),
        (after, true, "985", (false, "0", "0", "0", "0", "-15")),
        (after, true, "980", (false, "0", "0", "0", "0", "-20")),
        (after, true, "975", (false, "0", "0", "0", "0", "-25")),
        (after, true, "1006", (true, "0", "0", "0", "6", "0")),
        (after, true, "994", (false, "0", "0", "0", "0", "-6")),
    ];
    for (days, accept_late_discount, money, row) in table {
        for posting_date in days {
            let target = Target {
                accept_late_discount,
                ..fits(d2())
            };
            check_row(&pay(money, &[target], &on(posting_date)), row);
        }
    }
}

#[test]
fn without_tolerance_the_difference_stays_where_it_is() {
    let refused = SettlementTerms {
        accept_tolerance: false,
        ..on("2003-01-15")
    };
    let blocked = SettlementTerms {
        block_tolerance: true,
        ..on("2003-01-15")
    };
    for terms in [refused, blocked] {
        let found = |money| pay(money, &[late(d2())], &terms);
        check_row(&found("985"), (true, "20", "0", "0", "5", "0"));
        check_row(&found("975"), (false, "0", "0", "0", "0", "-25"));
    }
    let late_and_blocked = SettlementTerms {
        posting_date: day("2003-01-16"),
        ..blocked
    };
    let found = pay("980", &[late(d2())], &late_and_blocked);
    check_row(&found, (false, "0", "0", "0", "0", "-20"));
    let late_only = SettlementTerms {
        posting_date: day("2003-01-16"),
        ..refused
    };
    let found = pay("980", &[late(d2())], &late_only);
    check_row(&found, (true, "0", "20", "0", "0", "0"));
}

/// Two invoices of 1,000 with discounts 60 until the 15th and 30 until the 17th, five days' grace
/// for each.
fn two(late_first: bool, late_second: bool) -> [Target; 2] {
    let one = thousand(1, "60", "2003-01-15", "2003-01-20");
    let other = thousand(2, "30", "2003-01-17", "2003-01-22");
    [(one, late_first), (other, late_second)].map(|(entry, accept_late_discount)| Target {
        accept_late_discount,
        ..fits(entry)
    })
}

#[test]
fn the_tolerances_of_several_invoices_count_together() {
    let (y, n) = (true, false);
    // Day, late discounts accepted, what all of them need, and the late discounts of each.
    let table = [
        ("15", (n, n), 1_910, ("0", "0")),
        ("16", (n, n), 1_970, ("0", "0")),
        ("17", (y, y), 1_910, ("60", "0")),
        ("18", (n, n), 2_000, ("0", "0")),
        ("18", (n, y), 1_970, ("0", "30")),
        ("20", (y, n), 1_940, ("60", "0")),
        ("20", (y, y), 1_910, ("60", "30")),
        ("21", (n, n), 2_000, ("0", "0")),
        ("22", (y, y), 1_970, ("0", "30")),
        ("23", (y, y), 2_000, ("0", "0")),
    ];
    for (posting_day, (first, second), need, discounts) in table {
        for (difference, each) in [(10, "-5"), (0, "0"), (-10, "5")] {
            let money = (need + difference).to_string();
            let terms = on(&format!("2003-01-{posting_day}"));
            let found = pay(&money, &two(first, second), &terms);
            let tolerance = |part: &Part| part.payment_tolerance.amount;
            let late = |part: &Part| part.discount_tolerance.amount;
            assert!(found.after.is_closed());
            assert!(found.parts.iter().all(|part| part.after.is_closed()));
            let expected = [amount(each), amount(each)];
            assert_eq!([0, 1].map(|at| tolerance(&found.parts[at])), expected);
            let expected = [amount(discounts.0), amount(discounts.1)];
            assert_eq!([0, 1].map(|at| late(&found.parts[at])), expected);
        }
    }
}

#[test]
fn too_little_for_all_fills_one_after_the_other() {
    let [first, second] = two(false, false);
    let found = pay("1500", &[first, second], &on("2003-01-15"));
    assert_eq!(found.parts[0].application, valued("940", "940"));
    assert_eq!(found.parts[0].discount, valued("60", "60"));
    assert_eq!(found.parts[1].application, valued("560", "560"));
    assert_eq!(found.parts[1].after.remaining, valued("-440", "-440"));
    assert_eq!(found.parts[1].after.discount, amount("30"));
    assert!(found.after.is_closed());

    let found = pay("1500", &[second, first], &on("2003-01-15"));
    assert_eq!(found.parts[0].discount, valued("30", "30"));
    assert_eq!(found.parts[1].after.remaining, valued("-470", "-470"));

    let found = pay("936", &[first, second], &on("2003-01-15"));
    assert_eq!(found.parts.len(), 1);
    assert_eq!(found.parts[0].payment_tolerance, valued("4", "4"));
    assert!(found.parts[0].after.is_closed() && found.after.is_closed());
}

#[test]
fn d5_a_payment_of_one_invoice_leaves_the_other() {
    let (first, second) = (entry(1, Invoice, "-100"), entry(2, Invoice, "-500"));
    let found = pay("500", &[fits(second)], &on("2026-01-01"));
    assert_eq!(found.parts[0].entry, second.id);
    assert!(found.parts[0].after.is_closed() && found.after.is_closed());
    let both = pay("500", &[fits(second), fits(first)], &on("2026-01-01"));
    assert_eq!(both.parts, found.parts);
}

#[test]
fn no_more_is_applied_than_was_asked_for() {
    let terms = on("2003-01-15");
    let found = pay("2000", &[at_most(d2(), "500")], &terms);
    check_row(&found, (false, "0", "0", "0", "1500", "-500"));
    assert_eq!(found.parts[0].after.discount, amount("20"));
    let found = pay("2000", &[at_most(d2(), "980")], &terms);
    check_row(&found, (true, "20", "0", "0", "1020", "0"));
    let found = pay("2000", &[at_most(d2(), "1000")], &terms);
    check_row(&found, (true, "20", "0", "0", "1020", "0"));
    let found = pay("2000", &[at_most(d2(), "976")], &terms);
    check_row(&found, (true, "20", "0", "4", "1024", "0"));
    let found = pay("985", &[at_most(d2(), "980")], &terms);
    check_row(&found, (true, "20", "0", "0", "5", "0"));
    let found = pay("985", &[at_most(d2(), "1000")], &terms);
    check_row(&found, (true, "20", "0", "-5", "0", "0"));
}

#[test]
fn a_credit_memo_takes_no_discount_and_its_own_reduces_the_invoices() {
    let mut memo = entry(99, CreditMemo, "100");
    memo.balance.discount = amount("2");
    let found = settle(&memo, &[fits(d2())], &on("2003-01-15")).unwrap();
    check_row(&found, (false, "0", "0", "0", "0", "-900"));
    assert_eq!(found.parts[0].after.discount, amount("18"));
    assert_eq!(found.after.discount, Amount::ZERO);

    let mut rest = d2();
    rest.balance = found.parts[0].after;
    check_row(
        &pay("882", &[fits(rest)], &on("2003-01-15")),
        (true, "18", "0", "0", "0", "0"),
    );

    let mut large = entry(99, CreditMemo, "1500");
    large.balance.discount = amount("30");
    let found = settle(&large, &[fits(d2())], &on("2003-01-15")).unwrap();
    check_row(&found, (true, "0", "0", "0", "500", "0"));
    assert_eq!(found.after.discount, amount("10"));
    let back = found.reversal().unwrap();
    assert_eq!(back.parts[0].after.discount, amount("20"));
    assert_eq!(back.after.discount, amount("30"));
}

#[test]
fn a_refund_of_a_credit_memo_has_the_signs_turned() {
    let mut memo = d2();
    memo.document_type = CreditMemo;
    memo.balance.remaining = valued("1000", "1000");
    let refund = entry(99, Refund, "-985");
    let found = settle(&refund, &[fits(memo)], &on("2003-01-15")).unwrap();
    check_row(&found, (true, "-20", "0", "5", "0", "0"));
    assert_eq!(found.parts[0].application, valued("-985", "-985"));
    let refund = entry(99, Refund, "-985");
    let payment = fits(entry(1, Payment, "2000"));
    let found = settle(&refund, &[payment], &on("2003-01-15")).unwrap();
    check_row(&found, (false, "0", "0", "0", "0", "1015"));
}

#[test]
fn what_the_rates_differ_by_is_gained_or_lost() {
    let mut invoice = d2();
    invoice.balance.remaining = valued("-1000", "-900");
    let mut payment = entry(99, Payment, "980");
    payment.balance.remaining = valued("980", "862.40");
    let found = settle(&payment, &[fits(invoice)], &on("2003-01-15")).unwrap();
    let part = found.parts[0];
    assert_eq!(part.application, valued("980", "862.40"));
    assert_eq!(part.discount, valued("20", "18"));
    assert_eq!(part.exchange_gain, amount("19.60"));
    assert_eq!(part.after, Balance::default());
    assert_eq!(found.after, Balance::default());

    payment.balance.remaining = valued("980", "900");
    let found = settle(&payment, &[fits(invoice)], &on("2003-01-15")).unwrap();
    assert_eq!(found.parts[0].exchange_gain, amount("-18"));
}

#[test]
fn parts_in_the_accounting_currency_sum_to_the_cent() {
    let targets: Vec<_> = (1..=3)
        .map(|number| {
            let mut invoice = entry(number, Invoice, "-1");
            invoice.balance.remaining.accounting = amount("-0.33");
            fits(invoice)
        })
        .collect();
    let mut payment = entry(99, Payment, "3");
    payment.balance.remaining.accounting = amount("1");
    let found = settle(&payment, &targets, &on("2026-01-01")).unwrap();
    let given = found.parts.iter().map(|part| part.application.accounting);
    let expected = [amount("0.33"), amount("0.34"), amount("0.33")];
    assert!(given.eq(expected));
    let gains = found.parts.iter().map(|part| part.exchange_gain);
    assert!(gains.eq([amount("0"), amount("-0.01"), amount("0")]));
    assert_eq!(found.after, Balance::default());

    let mut invoice = entry(1, Invoice, "-3");
    invoice.balance.remaining.accounting = amount("-1");
    let found = pay("1", &[fits(invoice)], &on("2026-01-01"));
    assert_eq!(found.parts[0].after.remaining, valued("-2", "-0.67"));
    invoice.balance = found.parts[0].after;
    let found = pay("1", &[fits(invoice)], &on("2026-01-01"));
    assert_eq!(found.parts[0].after.remaining, valued("-1", "-0.33"));
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let dollar = Currency {
        code: "USD".parse().unwrap(),
        decimals: 2,
    };
    let foreign = OpenEntry {
        currency: dollar,
        ..entry(3, Invoice, "-10")
    };
    let targets = [
        fits(entry(1, Invoice, "-10")),
        fits(entry(1, Invoice, "-10")),
        fits(entry(2, CreditMemo, "10")),
        fits(foreign),
        fits(entry(4, Invoice, "0")),
        at_most(entry(5, Invoice, "-10"), "0"),
        at_most(entry(6, Invoice, "-10"), "-1"),
        at_most(entry(7, Invoice, "-10"), "10.01"),
        at_most(entry(8, Invoice, "-10"), "1.001"),
        fits(entry(99, Invoice, "-10")),
    ];
    let found = settle(&entry(99, Payment, "100"), &targets, &on("2026-01-01"));
    let expected = vec![
        SettlementRefusal::NamedTwice { entry: id(1) },
        SettlementRefusal::SameSign { entry: id(2) },
        SettlementRefusal::CurrencyDiffers {
            entry: id(3),
            expected: euro().code,
            found: dollar.code,
        },
        SettlementRefusal::Closed { entry: id(4) },
        SettlementRefusal::AmountNotPositive { entry: id(5) },
        SettlementRefusal::AmountNotPositive { entry: id(6) },
        SettlementRefusal::AmountAboveRemaining {
            entry: id(7),
            remaining: amount("10"),
            asked: amount("10.01"),
        },
        SettlementRefusal::TooManyDecimals {
            entry: id(8),
            scale: 2,
        },
        SettlementRefusal::NamedTwice { entry: id(99) },
    ];
    assert_eq!(found, Err(expected));

    let found = settle(&entry(99, Invoice, "0"), &[], &on("2026-01-01"));
    let expected = vec![
        SettlementRefusal::InvoiceApplied,
        SettlementRefusal::Closed { entry: id(99) },
        SettlementRefusal::NothingToApplyTo,
    ];
    assert_eq!(found, Err(expected));
}
