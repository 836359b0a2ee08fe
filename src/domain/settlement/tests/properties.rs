//! Whatever is applied to whatever, it sums to the cent.

use super::*;
use proptest::collection::vec;
use proptest::prelude::*;

fn cents(number: i64) -> Amount {
    Amount::from_steps(number * 100)
}

/// An entry of some cents at a rate of its own. The days are those of January 2026.
fn any_entry(document_type: VendorDocumentType, sign: i64) -> impl Strategy<Value = OpenEntry> {
    let size = 1..50_000_i64;
    let (rate, discount, tolerance) = (0..30_i64, 0..2_000_i64, 0..800_i64);
    let (until, grace) = (1..=20_u32, 0..=8_u32);
    (size, rate, discount, tolerance, until, grace).prop_map(
        move |(size, rate, discount, tolerance, until, grace)| {
            let last = |day| NaiveDate::from_ymd_opt(2026, 1, day);
            OpenEntry {
                id: id(99),
                document_type,
                currency: euro(),
                balance: Balance {
                    remaining: Valued {
                        amount: cents(sign * size),
                        accounting: cents(sign * size * rate / 10),
                    },
                    discount: cents(discount),
                },
                discount_date: last(until),
                discount_tolerance_date: last(until + grace),
                tolerance_max: cents(tolerance),
            }
        },
    )
}

fn any_target(sign: i64) -> impl Strategy<Value = Target> {
    let documents = if sign < 0 {
        [Invoice, Refund]
    } else {
        [CreditMemo, Payment]
    };
    let entry = prop::sample::select(documents.to_vec())
        .prop_flat_map(move |document_type| any_entry(document_type, sign));
    (entry, prop::option::of(1..=100_i64), any::<bool>()).prop_map(
        |(entry, part, accept_late_discount)| {
            let remaining = entry.balance.remaining.amount.steps().abs() / 100;
            Target {
                entry,
                amount: part.map(|part| cents((remaining * part / 100).max(1))),
                accept_late_discount,
            }
        },
    )
}

#[derive(Clone, Debug)]
struct Case {
    applying: OpenEntry,
    targets: Vec<Target>,
    terms: SettlementTerms,
}

fn any_case() -> impl Strategy<Value = Case> {
    let applying = prop::sample::select(vec![(Payment, 1), (CreditMemo, 1), (Refund, -1_i64)]);
    let terms = (1..=28_u32, any::<bool>(), 0..4_u32);
    (applying, terms).prop_flat_map(|((document_type, sign), (day, accept, block))| {
        let applied = (any_entry(document_type, sign), vec(any_target(-sign), 1..5));
        applied.prop_map(move |(applying, mut targets)| {
            for (number, target) in targets.iter_mut().enumerate() {
                target.entry.id = id(u128::try_from(number).unwrap());
            }
            let terms = SettlementTerms {
                posting_date: NaiveDate::from_ymd_opt(2026, 1, day).unwrap(),
                accounting_currency: euro(),
                accept_tolerance: accept,
                block_tolerance: block == 0,
            };
            Case {
                applying,
                targets,
                terms,
            }
        })
    })
}

impl Case {
    fn settle(&self) -> Settlement {
        settle(&self.applying, &self.targets, &self.terms).unwrap()
    }

    fn target(&self, part: &Part) -> &Target {
        let of = |target: &&Target| target.entry.id == part.entry;
        self.targets.iter().find(of).unwrap()
    }
}

fn sum(amounts: impl IntoIterator<Item = Amount>) -> Decimal {
    amounts.into_iter().map(Amount::decimal).sum()
}

fn change(before: Balance, after: Balance) -> (Decimal, Decimal) {
    let (before, after) = (before.remaining, after.remaining);
    (
        after.amount.decimal() - before.amount.decimal(),
        after.accounting.decimal() - before.accounting.decimal(),
    )
}

/// Nothing grows and nothing changes its sign.
fn is_between(after: Amount, before: Amount) -> bool {
    if before < Amount::ZERO {
        (before..=Amount::ZERO).contains(&after)
    } else {
        (Amount::ZERO..=before).contains(&after)
    }
}

fn written_off(part: &Part) -> [Valued; 3] {
    [
        part.discount,
        part.discount_tolerance,
        part.payment_tolerance,
    ]
}

proptest! {
    #[test]
    fn every_cent_that_one_entry_loses_is_another_entrys_or_an_accounts(case in any_case()) {
        let found = case.settle();
        for part in &found.parts {
            let off = written_off(part);
            let moved = off.iter().chain([&part.application]);
            let own = sum(moved.clone().map(|valued| valued.amount));
            let accounting = sum(moved.map(|valued| valued.accounting));
            let gain = part.exchange_gain.decimal();
            prop_assert_eq!(change(part.before, part.after), (own, accounting + gain));
        }
        let given = sum(found.parts.iter().map(|part| part.application.amount));
        let worth = sum(found.parts.iter().map(|part| part.application.accounting));
        prop_assert_eq!(change(found.before, found.after), (-given, -worth));
    }

    #[test]
    fn nothing_goes_beyond_zero_and_closed_is_closed_in_both_currencies(case in any_case()) {
        let found = case.settle();
        let own = (found.before, found.after);
        let balances = found.parts.iter().map(|part| (part.before, part.after)).chain([own]);
        for (before, after) in balances {
            let (had, has) = (before.remaining, after.remaining);
            prop_assert!(is_between(has.amount, had.amount));
            prop_assert!(is_between(has.accounting, had.accounting));
            if after.is_closed() {
                prop_assert_eq!(after, Balance::default());
            }
            prop_assert!(after.discount <= before.discount);
        }
        for part in &found.parts {
            let application = part.application.amount;
            prop_assert!(!application.is_zero());
            prop_assert_eq!(
                application < Amount::ZERO,
                found.before.remaining.amount < Amount::ZERO
            );
        }
    }

    #[test]
    fn discounts_and_tolerances_are_given_only_where_they_may_and_only_to_close(
        case in any_case(),
    ) {
        let found = case.settle();
        let on = case.terms.posting_date;
        for part in &found.parts {
            let Target { entry, amount, accept_late_discount } = case.target(part);
            let [discount, late, tolerance] = written_off(part)
                .map(|valued| valued.amount.decimal().abs());
            let possible = entry.balance.discount.decimal();
            if !discount.is_zero() {
                prop_assert_eq!(discount, possible);
                prop_assert!(Some(on) <= entry.discount_date);
                prop_assert!(late.is_zero());
            }
            if !late.is_zero() {
                prop_assert_eq!(late, possible);
                prop_assert!(*accept_late_discount && !case.terms.block_tolerance);
                prop_assert!(Some(on) > entry.discount_date);
                prop_assert!(Some(on) <= entry.discount_tolerance_date);
            }
            if !tolerance.is_zero() {
                prop_assert!(case.terms.accept_tolerance && !case.terms.block_tolerance);
                prop_assert!(tolerance <= entry.tolerance_max.decimal());
            }
            if !(discount.is_zero() && late.is_zero() && tolerance.is_zero()) {
                prop_assert!(part.after.is_closed());
                prop_assert!(case.applying.document_type != CreditMemo);
                prop_assert!(matches!(entry.document_type, Invoice | CreditMemo));
            }
            if let Some(amount) = amount {
                prop_assert!(part.application.amount.decimal().abs() <= amount.decimal());
            }
        }
    }

    #[test]
    fn unapplied_everything_is_where_it_was(case in any_case()) {
        let found = case.settle();
        let back = found.reversal().unwrap();
        prop_assert_eq!(back.after, case.applying.balance);
        for (part, undone) in found.parts.iter().zip(&back.parts) {
            prop_assert_eq!(undone.after, case.target(part).entry.balance);
            prop_assert_eq!(undone.exchange_gain.steps(), -part.exchange_gain.steps());
            let off = written_off(part).into_iter().chain([part.application]);
            let on = written_off(undone).into_iter().chain([undone.application]);
            for (off, on) in off.zip(on) {
                prop_assert_eq!(off.amount.steps(), -on.amount.steps());
                prop_assert_eq!(off.accounting.steps(), -on.accounting.steps());
            }
        }
        prop_assert_eq!(back.reversal(), Ok(found));
    }

    #[test]
    fn the_order_of_entries_changes_neither_what_is_given_nor_what_closes_together(
        case in any_case(),
    ) {
        let mut turned = case.clone();
        turned.targets.reverse();
        let (found, other) = (case.settle(), turned.settle());
        prop_assert_eq!(found.after.remaining, other.after.remaining);
        let closes_all = |found: &Settlement| {
            found.parts.len() == case.targets.len()
                && found.parts.iter().all(|part| part.after.is_closed())
        };
        prop_assert_eq!(closes_all(&found), closes_all(&other));
        if closes_all(&found) {
            for kind in 0..3 {
                let total = |found: &Settlement| {
                    sum(found.parts.iter().map(|part| written_off(part)[kind].amount))
                };
                prop_assert_eq!(total(&found), total(&other));
            }
        }
    }

    #[test]
    fn in_the_accounting_currency_nothing_is_gained_or_lost(case in any_case()) {
        let mut case = case;
        let at_par = |entry: &mut OpenEntry| {
            entry.balance.remaining.accounting = entry.balance.remaining.amount;
        };
        at_par(&mut case.applying);
        case.targets.iter_mut().for_each(|target| at_par(&mut target.entry));
        for part in case.settle().parts {
            prop_assert_eq!(part.exchange_gain, Amount::ZERO);
            prop_assert_eq!(part.application.amount, part.application.accounting);
        }
    }

    #[test]
    fn no_input_panics(
        own: (i64, i64), other: (i64, i64), discount: i64, tolerance: i64,
        asked in prop::option::of(any::<i64>()), decimals in 0..=9_u32,
    ) {
        let currency = Currency { decimals, ..euro() };
        let balance = |(amount, accounting)| Balance {
            remaining: Valued {
                amount: Amount::from_steps(amount),
                accounting: Amount::from_steps(accounting),
            },
            discount: Amount::from_steps(discount),
        };
        let payment = OpenEntry { currency, balance: balance(own), ..entry(99, Payment, "1") };
        let target = Target {
            entry: OpenEntry {
                currency,
                balance: balance(other),
                tolerance_max: Amount::from_steps(tolerance),
                ..d2()
            },
            amount: asked.map(Amount::from_steps),
            accept_late_discount: true,
        };
        if let Ok(found) = settle(&payment, &[target], &on("2003-01-15")) {
            let _ = found.reversal();
        }
    }
}
