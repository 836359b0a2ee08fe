//! Vector B1 and the laws of an invoice's amounts: the cents add up, whatever the sign.

use super::*;
use crate::domain::fixtures::{amount, euro, percent, quantity, terms};
use crate::domain::money::to_amount;
use proptest::collection::vec;
use proptest::prelude::*;

fn line(number: &str, terms: PriceTerms, tax: &str) -> AskedLine<u8> {
    AskedLine {
        quantity: quantity(number),
        invoiced_before: Quantity::ZERO,
        short: Amount::ZERO,
        terms,
        tax: TaxRate {
            group: 1,
            percent: percent(tax),
        },
        invoice_discount_allowed: true,
        gives_back: None,
    }
}

fn calculated(lines: &[AskedLine<u8>], discount: Option<InvoiceDiscount>) -> InvoiceAmounts<u8> {
    invoice_amounts(lines, discount, euro()).unwrap()
}

/// Gross, line discount, invoice discount, net, tax and total.
fn numbers(sums: &InvoiceSums) -> [String; 6] {
    [
        sums.gross,
        sums.line_discount,
        sums.invoice_discount,
        sums.net,
        sums.tax,
        sums.total,
    ]
    .map(|amount| amount.to_string())
}

#[test]
fn b1_ten_at_a_hundred_less_ten_percent_with_a_tax_of_twenty_five() {
    let whole = calculated(&[line("10", terms("100", "1", "10", "0"), "25")], None);
    let expected = ["1000", "100", "0", "900", "225", "1125"];
    assert_eq!(numbers(&whole.totals), expected);
    assert_eq!(numbers(&whole.lines[0]), expected);
    let group = whole.tax_groups[0];
    assert_eq!((group.base, group.tax), (amount("900"), amount("225")));
}

#[test]
fn b1_four_of_ten_and_then_the_other_six() {
    let part = |number, before| {
        let part = AskedLine {
            invoiced_before: quantity(before),
            ..line(number, terms("100", "1", "10", "0"), "25")
        };
        numbers(&calculated(&[part], None).totals)
    };
    assert_eq!(part("4", "0"), ["400", "40", "0", "360", "90", "450"]);
    assert_eq!(part("6", "4"), ["600", "60", "0", "540", "135", "675"]);
}

#[test]
fn parts_of_an_order_line_sum_to_its_net_amount() {
    let terms = terms("3.333", "1", "0", "0");
    let part = |before| part_net_amount(quantity("1"), quantity(before), &terms, euro()).unwrap();
    let parts = ["0", "1", "2"].map(part);
    assert_eq!(parts, ["3.33", "3.34", "3.33"].map(amount));
    assert_eq!(
        net_amount(quantity("3"), &terms, euro()),
        Ok(amount("10.00"))
    );
}

#[test]
fn a_cent_that_cancelled_parts_left_is_made_good() {
    let terms = terms("0.333", "1", "0", "0");
    let half = |before, short| AskedLine {
        invoiced_before: quantity(before),
        short: amount(short),
        ..line("5", terms, "0")
    };
    let net = |line| calculated(&[line], None).lines[0];
    assert_eq!(net(half("0", "0")).net, amount("1.67"));
    assert_eq!(net(half("5", "0")).net, amount("1.66"));
    // The first half was cancelled, and 1.66 is charged for the five that are left.
    let again = net(half("5", "0.01"));
    assert_eq!(
        (again.net, again.line_discount),
        (amount("1.67"), amount("0"))
    );
}

#[test]
fn tax_is_rounded_once_for_each_group_and_its_cents_are_on_the_lines() {
    let cheap = line("1", terms("0.1", "1", "0", "0"), "25");
    let other = AskedLine {
        tax: TaxRate {
            group: 2,
            ..cheap.tax
        },
        ..cheap
    };
    let found = calculated(&[cheap, other, cheap, cheap, cheap], None);
    let taxes: Vec<Amount> = found.lines.iter().map(|line| line.tax).collect();
    assert_eq!(
        taxes,
        ["0.03", "0.03", "0.02", "0.03", "0.02"].map(amount),
        "0.025 of the group of four are 0.10 together"
    );
    let groups: Vec<_> = found.tax_groups.iter().map(|g| (g.base, g.tax)).collect();
    assert_eq!(
        groups,
        [
            (amount("0.4"), amount("0.1")),
            (amount("0.1"), amount("0.03"))
        ]
    );
    assert_eq!(found.totals.total, amount("0.63"));
}

#[test]
fn the_invoice_discount_falls_on_the_lines_that_allow_it() {
    let lines = [
        line("1", terms("100", "1", "0", "0"), "25"),
        AskedLine {
            invoice_discount_allowed: false,
            ..line("1", terms("100", "1", "0", "0"), "25")
        },
        line("1", terms("200", "1", "0", "0"), "12"),
    ];
    let discounts = |discount| -> Vec<Amount> {
        let found = calculated(&lines, Some(discount));
        found.lines.iter().map(|l| l.invoice_discount).collect()
    };
    let typed = discounts(InvoiceDiscount::Amount(amount("10")));
    assert_eq!(typed, ["3.33", "0", "6.67"].map(amount));
    let by_percent = discounts(InvoiceDiscount::Percent(percent("10")));
    assert_eq!(by_percent, ["10", "0", "20"].map(amount));
}

#[test]
fn parts_of_a_posted_line_are_given_back_as_they_were_charged() {
    let charged = line("3", terms("3.333", "1", "0", "0"), "25");
    let discount = Some(InvoiceDiscount::Percent(percent("10")));
    let posted = calculated(&[charged], discount).lines[0];
    assert_eq!(numbers(&posted), ["10", "0", "1", "9", "2.25", "11.25"]);
    let back = |number, before| AskedLine {
        gives_back: Some(GivenBack {
            quantity: quantity("3"),
            sums: posted,
            before: quantity(before),
        }),
        ..line(number, charged.terms, "25")
    };
    let parts = [back("-1", "0"), back("-1", "1"), back("-1", "2")];
    let found = calculated(&parts, Some(InvoiceDiscount::Percent(percent("50"))));
    assert_eq!(
        found.lines[0].net,
        amount("-3"),
        "its own discount, no other"
    );
    let turned = ["-10", "0", "-1", "-9", "-2.25", "-11.25"];
    assert_eq!(numbers(&found.totals), turned);
}

#[test]
fn an_invoice_discount_beyond_the_discountable_net_is_refused() {
    let refused = |number, typed| {
        let lines = [
            line(number, terms("50", "1", "0", "0"), "25"),
            AskedLine {
                invoice_discount_allowed: false,
                ..line(number, terms("100", "1", "0", "0"), "25")
            },
        ];
        let discount = Some(InvoiceDiscount::Amount(amount(typed)));
        invoice_amounts(&lines, discount, euro()).err()
    };
    let out_of_range = |limit: &str| {
        let limit = amount(limit).decimal();
        let violation = Violation::OutOfRange { limit };
        Some(vec![Refusal::of("invoiceDiscountAmount", violation)])
    };
    assert_eq!(refused("1", "50"), None);
    assert_eq!(refused("1", "50.01"), out_of_range("50"));
    assert_eq!(refused("1", "-0.01"), out_of_range("0"));
    assert_eq!(refused("-1", "-50"), None);
    assert_eq!(refused("-1", "-50.01"), out_of_range("-50"));
    assert_eq!(refused("-1", "50"), out_of_range("0"));
}

#[test]
fn unsound_discounts_and_lines_are_refused_under_their_fields() {
    let sound = line("1", terms("50", "1", "0", "0"), "25");
    let unsound = line("1", terms("50", "0", "0", "0"), "25");
    let found = invoice_amounts(&[unsound, sound, unsound], None, euro());
    let refusal = |element| Refusal::of("", Violation::NotPositive).within("lines", element);
    assert_eq!(found, Err(vec![refusal(0), refusal(2)]));

    let percent_off = Some(InvoiceDiscount::Percent(percent("100.1")));
    let found = invoice_amounts(&[sound], percent_off, euro());
    let violation = Violation::PercentOutOfRange;
    assert_eq!(
        found,
        Err(vec![Refusal::of("invoiceDiscountPercent", violation)])
    );

    let fine = Some(InvoiceDiscount::Amount(amount("0.001")));
    let found = invoice_amounts(&[sound], fine, euro());
    let violation = Violation::TooManyDecimals { scale: 2 };
    assert_eq!(
        found,
        Err(vec![Refusal::of("invoiceDiscountAmount", violation)])
    );
}

#[test]
fn a_document_without_lines_comes_to_nothing() {
    let found = calculated(&[], None);
    assert_eq!(found.totals, InvoiceSums::default());
    assert!(found.lines.is_empty() && found.tax_groups.is_empty());
}

fn any_line() -> impl Strategy<Value = AskedLine<u8>> {
    (
        (0..10_i64.pow(10), 0..10_i64.pow(10)),
        (0..10_i64.pow(9), 1..10_i64.pow(8)),
        (0..=10_i64.pow(8), 0..=100_i64),
        (0..3_u8, 0..3_i64, any::<bool>()),
    )
        .prop_map(
            |(quantities, prices, discounts, (group, tax, allowed))| AskedLine {
                quantity: Quantity::from_steps(quantities.0),
                invoiced_before: Quantity::from_steps(quantities.1),
                short: Amount::ZERO,
                terms: PriceTerms {
                    unit_price: Price::from_steps(prices.0),
                    price_unit: Quantity::from_steps(prices.1),
                    discount_percent: Percent::from_steps(discounts.0),
                    discount_amount: Price::from_steps(prices.0 / 100 * discounts.1),
                },
                tax: TaxRate {
                    group,
                    percent: Percent::from_steps(tax * 12_345_678),
                },
                invoice_discount_allowed: allowed,
                gives_back: None,
            },
        )
}

/// A discount in percent, or the same share as an amount.
fn any_discount(
    lines: &[AskedLine<u8>],
    hundredths: i64,
    as_amount: bool,
) -> Option<InvoiceDiscount> {
    let percent = Percent::from_steps(hundredths * 10_000);
    let by_percent = InvoiceDiscount::Percent(percent);
    if !as_amount {
        return Some(by_percent);
    }
    let found = invoice_amounts(lines, Some(by_percent), euro()).ok()?;
    Some(InvoiceDiscount::Amount(found.totals.invoice_discount))
}

fn turned(amount: Amount) -> Amount {
    Amount::from_steps(-amount.steps())
}

fn turned_sums(sums: &InvoiceSums) -> InvoiceSums {
    InvoiceSums {
        gross: turned(sums.gross),
        line_discount: turned(sums.line_discount),
        net_before_invoice_discount: turned(sums.net_before_invoice_discount),
        invoice_discount: turned(sums.invoice_discount),
        net: turned(sums.net),
        tax: turned(sums.tax),
        total: turned(sums.total),
    }
}

fn sum(amounts: impl Iterator<Item = Amount>) -> Decimal {
    amounts.map(Amount::decimal).sum()
}

proptest! {
    #[test]
    fn lines_and_groups_sum_to_the_totals_and_discounts_make_up_the_gross(
        lines in vec(any_line(), 0..12), hundredths in 0..=10_000_i64, as_amount: bool,
    ) {
        let discount = any_discount(&lines, hundredths, as_amount);
        let Ok(found) = invoice_amounts(&lines, discount, euro()) else {
            return Ok(());
        };
        let totals = found.totals;
        prop_assert_eq!(sum(found.lines.iter().map(|l| l.gross)), totals.gross.decimal());
        prop_assert_eq!(sum(found.lines.iter().map(|l| l.net)), totals.net.decimal());
        prop_assert_eq!(sum(found.lines.iter().map(|l| l.tax)), totals.tax.decimal());
        prop_assert_eq!(sum(found.lines.iter().map(|l| l.total)), totals.total.decimal());
        prop_assert_eq!(sum(found.tax_groups.iter().map(|g| g.base)), totals.net.decimal());
        prop_assert_eq!(sum(found.tax_groups.iter().map(|g| g.tax)), totals.tax.decimal());
        if let Some(InvoiceDiscount::Amount(typed)) = discount {
            prop_assert_eq!(totals.invoice_discount, typed);
        }
        for sums in found.lines.iter().chain([&totals]) {
            let discounts = sums.line_discount.decimal() + sums.invoice_discount.decimal();
            prop_assert_eq!(sums.net.decimal() + discounts, sums.gross.decimal());
            prop_assert_eq!(sums.net.decimal() + sums.tax.decimal(), sums.total.decimal());
            prop_assert!(sums.net >= Amount::ZERO && sums.tax >= Amount::ZERO);
            prop_assert!(scale_fits(sums.total, euro()).is_ok());
        }
        for group in &found.tax_groups {
            let exact = group.base.decimal() * group.rate.percent.decimal();
            let exact = to_amount(exact.checked_div(Decimal::ONE_HUNDRED), 2);
            prop_assert_eq!(Ok(group.tax), exact);
        }
    }

    #[test]
    fn a_line_on_its_own_has_the_net_amount_of_its_terms(line in any_line()) {
        let line = AskedLine { invoiced_before: Quantity::ZERO, ..line };
        let Ok(found) = invoice_amounts(&[line], None, euro()) else {
            return Ok(());
        };
        prop_assert_eq!(
            Ok(found.totals.net),
            net_amount(line.quantity, &line.terms, euro())
        );
        prop_assert!(found.totals.line_discount >= Amount::ZERO);
    }

    #[test]
    fn a_credit_memo_is_the_mirror_of_its_invoice(
        lines in vec(any_line(), 0..8), hundredths in 0..=10_000_i64, as_amount: bool,
    ) {
        let back: Vec<AskedLine<u8>> = lines
            .iter()
            .map(|line| AskedLine {
                quantity: Quantity::from_steps(-line.quantity.steps()),
                invoiced_before: Quantity::from_steps(-line.invoiced_before.steps()),
                ..*line
            })
            .collect();
        let discount = any_discount(&lines, hundredths, as_amount);
        let discount_back = match discount {
            Some(InvoiceDiscount::Amount(typed)) => Some(InvoiceDiscount::Amount(turned(typed))),
            other => other,
        };
        let invoice = invoice_amounts(&lines, discount, euro());
        let memo = invoice_amounts(&back, discount_back, euro());
        let (Ok(invoice), Ok(memo)) = (invoice, memo) else {
            return Ok(());
        };
        prop_assert_eq!(memo.totals, turned_sums(&invoice.totals));
        for (line, back) in invoice.lines.iter().zip(&memo.lines) {
            prop_assert_eq!(*back, turned_sums(line));
        }
        for (group, back) in invoice.tax_groups.iter().zip(&memo.tax_groups) {
            prop_assert_eq!((back.base, back.tax), (turned(group.base), turned(group.tax)));
        }
    }

    #[test]
    fn parts_of_any_order_line_sum_to_the_whole(
        line in any_line(), parts in vec(0..10_i64.pow(9), 1..8),
    ) {
        let whole = Quantity::from_steps(parts.iter().sum());
        let Ok(net) = net_amount(whole, &line.terms, euro()) else {
            return Ok(());
        };
        let mut before = Quantity::ZERO;
        let mut given = Decimal::ZERO;
        for steps in parts {
            let quantity = Quantity::from_steps(steps);
            let part = part_net_amount(quantity, before, &line.terms, euro()).unwrap();
            let own = net_amount(quantity, &line.terms, euro()).unwrap();
            prop_assert!((part.decimal() - own.decimal()).abs() <= Decimal::new(1, 2));
            before = before.checked_add(quantity).unwrap();
            given += part.decimal();
        }
        prop_assert_eq!(given, net.decimal());
    }

    #[test]
    fn no_document_panics(
        quantities in vec(any::<(i64, i64)>(), 1..4), price: i64, per: i64, off: i64, typed: i64,
    ) {
        let lines: Vec<AskedLine<u8>> = quantities
            .into_iter()
            .map(|(quantity, before)| AskedLine {
                quantity: Quantity::from_steps(quantity),
                invoiced_before: Quantity::from_steps(before),
                short: Amount::ZERO,
                terms: PriceTerms {
                    unit_price: Price::from_steps(price),
                    price_unit: Quantity::from_steps(per),
                    discount_percent: Percent::from_steps(off),
                    discount_amount: Price::from_steps(off),
                },
                tax: TaxRate { group: 1, percent: Percent::from_steps(off) },
                invoice_discount_allowed: true,
                gives_back: None,
            })
            .collect();
        let typed = InvoiceDiscount::Amount(Amount::from_steps(typed));
        let _ = invoice_amounts(&lines, Some(typed), euro());
        let percent_off = InvoiceDiscount::Percent(Percent::from_steps(off));
        let _ = invoice_amounts(&lines, Some(percent_off), euro());
    }
}
