//! Vector D1, the table of date formulas, and their laws.

use super::*;
use crate::domain::fixtures::{amount, day, euro, percent};
use proptest::prelude::*;

fn formula(text: &str) -> DateFormula {
    text.parse().unwrap()
}

/// Thirty days, and two percent within eight.
fn terms() -> PaymentTerms {
    PaymentTerms {
        due: formula("30D"),
        discount: Some(formula("8D")),
        discount_percent: percent("2"),
        discount_on_credit_memos: false,
    }
}

#[test]
fn d1_thirty_days_and_two_percent_within_eight() {
    let found = terms().dates(VendorDocumentType::Invoice, day("2026-01-15"));
    let expected = TermDates {
        due: day("2026-02-14"),
        discount_date: Some(day("2026-01-23")),
        discount_percent: percent("2"),
    };
    assert_eq!(found, Some(expected));
    let discount = |excluding_tax| {
        let (total, net) = (amount("450"), amount("360"));
        possible_discount(total, net, percent("2"), excluding_tax, euro())
    };
    assert_eq!(discount(false), Ok(amount("9")));
    assert_eq!(discount(true), Ok(amount("7.20")));
}

#[test]
fn a_discount_is_rounded_to_the_currency_and_refused_beyond_it() {
    let found = possible_discount(amount("10.25"), amount("0"), percent("2"), false, euro());
    assert_eq!(found, Ok(amount("0.21")));
    let beyond = Percent::from_steps(i64::MAX);
    let found = possible_discount(Amount::MAX, Amount::ZERO, beyond, false, euro());
    assert!(matches!(found, Err(Violation::OutOfRange { .. })));
}

#[test]
fn a_credit_memo_is_due_on_its_day_unless_the_terms_hold_for_it() {
    let on = day("2026-01-15");
    let own_day = TermDates {
        due: on,
        discount_date: None,
        discount_percent: Percent::ZERO,
    };
    let memo = VendorDocumentType::CreditMemo;
    assert_eq!(terms().dates(memo, on), Some(own_day));
    let both = PaymentTerms {
        discount_on_credit_memos: true,
        ..terms()
    };
    let invoice = both.dates(VendorDocumentType::Invoice, on);
    assert_eq!(both.dates(memo, on), invoice);
    assert_eq!(both.dates(VendorDocumentType::Payment, on), Some(own_day));
    assert_eq!(both.dates(VendorDocumentType::Refund, on), Some(own_day));
}

#[test]
fn no_percent_or_no_formula_is_no_discount() {
    let none = PaymentTerms {
        discount: None,
        ..terms()
    };
    let zero = PaymentTerms {
        discount_percent: Percent::ZERO,
        ..terms()
    };
    for terms in [none, zero] {
        let found = terms.dates(VendorDocumentType::Invoice, day("2026-01-15"));
        let found = found.unwrap();
        assert_eq!(found.due, day("2026-02-14"));
        assert_eq!(
            (found.discount_date, found.discount_percent),
            (None, Percent::ZERO)
        );
    }
}

#[test]
fn a_formula_leads_from_day_to_day() {
    let table = [
        ("30D", "2026-01-15", "2026-02-14"),
        ("0D", "2026-01-15", "2026-01-15"),
        ("-5D", "2026-01-03", "2025-12-29"),
        ("2W", "2026-01-15", "2026-01-29"),
        ("1M", "2026-01-31", "2026-02-28"),
        ("1M", "2028-01-31", "2028-02-29"),
        ("-1M", "2026-03-31", "2026-02-28"),
        ("1M+8D", "2026-01-31", "2026-03-08"),
        ("8D+1M", "2026-01-31", "2026-03-08"),
        ("1Q", "2026-11-30", "2027-02-28"),
        ("1Y", "2028-02-29", "2029-02-28"),
        ("CM", "2026-02-03", "2026-02-28"),
        ("CM", "2026-02-28", "2026-02-28"),
        ("CM+15D", "2026-01-15", "2026-02-15"),
        ("CM-1D", "2026-01-15", "2026-01-30"),
        ("CM+1M", "2026-01-15", "2026-02-28"),
        ("1M+CM", "2026-02-15", "2026-03-31"),
        ("-CM", "2026-02-15", "2026-02-01"),
        ("CW", "2026-01-15", "2026-01-18"),
        ("CW", "2026-01-18", "2026-01-18"),
        ("-CW", "2026-01-15", "2026-01-12"),
        ("CQ", "2026-02-15", "2026-03-31"),
        ("CQ", "2026-12-31", "2026-12-31"),
        ("-CQ", "2026-06-30", "2026-04-01"),
        ("CY", "2026-02-15", "2026-12-31"),
        ("-CY", "2026-02-15", "2026-01-01"),
    ];
    for (text, from, to) in table {
        let found = formula(text).apply(day(from));
        assert_eq!(found, Some(day(to)), "{text} from {from}");
    }
}

#[test]
fn a_formula_is_shown_in_one_way_however_it_was_typed() {
    let table = [
        ("30d", "30D"),
        (" 1 m + 8 d ", "1M+8D"),
        ("cm-01d", "CM-1D"),
        ("+007W", "7W"),
        ("-cq+0D", "-CQ+0D"),
        ("9999D-9999Y", "9999D-9999Y"),
    ];
    for (typed, shown) in table {
        assert_eq!(formula(typed).to_string(), shown);
    }
}

#[test]
fn what_is_no_formula_is_told_why() {
    let (malformed, long, large) = (
        NotADateFormula::Malformed,
        NotADateFormula::TooLong { limit: 20 },
        NotADateFormula::NumberTooLarge { limit: 9_999 },
    );
    let table = [
        ("", malformed),
        ("   ", malformed),
        ("D", malformed),
        ("30", malformed),
        ("C", malformed),
        ("CD", malformed),
        ("C1M", malformed),
        ("1M8D", malformed),
        ("1M+", malformed),
        ("+", malformed),
        ("1M++8D", malformed),
        ("1M+-8D", malformed),
        ("30 days", malformed),
        ("30D;", malformed),
        ("٣D", malformed),
        ("10000D", large),
        ("99999999999999999D", large),
        ("1D+1D+1D+1D+1D+1D+11D", long),
    ];
    for (text, why) in table {
        assert_eq!(text.parse::<DateFormula>(), Err(why), "{text}");
    }
    assert!("1D+1D+1D+1D+1D+1D+1D".parse::<DateFormula>().is_ok());
}

#[test]
fn the_calendar_ends_without_a_panic() {
    assert_eq!(formula("1D").apply(NaiveDate::MAX), None);
    assert_eq!(formula("CM").apply(NaiveDate::MAX), None);
    assert_eq!(formula("-1Y").apply(NaiveDate::MIN), None);
    assert_eq!(formula("-CW").apply(NaiveDate::MIN), None);
    let ends = terms().dates(VendorDocumentType::Invoice, NaiveDate::MAX);
    assert_eq!(ends, None);
}

fn a_formula() -> impl Strategy<Value = String> {
    proptest::collection::vec("[+-](C[WMQY]|[0-9]{1,4}[DWMQY])", 1..=3).prop_map(|s| s.concat())
}

fn a_day() -> impl Strategy<Value = NaiveDate> {
    (0..150_000_u64).prop_map(|days| day("1900-01-01") + chrono::Days::new(days))
}

proptest! {
    #[test]
    fn what_is_shown_is_read_as_the_same(text in a_formula(), from in a_day()) {
        let read = formula(&text);
        let again = formula(&read.to_string());
        prop_assert!(read.to_string().len() <= text.len());
        prop_assert_eq!(&read, &again);
        prop_assert_eq!(read.apply(from), again.apply(from));
    }

    #[test]
    fn no_text_panics(text: String, typed in "[ 0-9cCdDmM+-]{0,25}", from in a_day()) {
        for text in [text, typed] {
            if let Ok(formula) = text.parse::<DateFormula>() {
                let _ = formula.apply(from);
            }
        }
    }

    #[test]
    fn steps_go_forward_and_bounds_stay_where_they_are(
        from in a_day(), number in 0..=9_999_u32, unit in "[DWMQY]", span in "[WMQY]",
    ) {
        let at = |text: String| formula(&text).apply(from).unwrap();
        let later = at(format!("{number}{unit}"));
        let earlier = at(format!("-{number}{unit}"));
        prop_assert!(earlier <= from && from <= later);
        let (first, last) = (at(format!("-C{span}")), at(format!("C{span}")));
        prop_assert!(first <= from && from <= last);
        prop_assert_eq!(formula(&format!("C{span}")).apply(last), Some(last));
        prop_assert_eq!(formula(&format!("-C{span}")).apply(last), Some(first));
        prop_assert_eq!(formula(&format!("-C{span}")).apply(first), Some(first));
    }

    #[test]
    fn days_are_counted_from_the_document_date(from in a_day(), number in 0..=9_999_u32) {
        let due = formula(&format!("{number}D")).apply(from).unwrap();
        prop_assert_eq!((due - from).num_days(), i64::from(number));
    }
}
