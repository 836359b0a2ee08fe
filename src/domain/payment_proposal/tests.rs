//! Tables and laws of suggested payments.

use super::*;
use crate::domain::fixtures::{amount, day, euro, id};
use proptest::collection::vec;
use proptest::prelude::*;

/// An entry that is due on a day of January 2026, without a discount.
fn payable(number: u128, due: &str, remaining: &str) -> Payable {
    Payable {
        id: id(number),
        currency: euro().code,
        due_date: day(&format!("2026-01-{due}")),
        discount_date: None,
        remaining: amount(remaining),
        remaining_discount: Amount::ZERO,
        on_hold: false,
    }
}

fn with_discount(of: Payable, discount: &str, until: &str) -> Payable {
    Payable {
        discount_date: Some(day(&format!("2026-01-{until}"))),
        remaining_discount: amount(discount),
        ..of
    }
}

fn vendor(number: u128, priority: i32, entries: &[Payable]) -> PayableVendor {
    PayableVendor {
        id: id(number),
        blocked: VendorBlocked::None,
        priority,
        entries: entries.to_vec(),
    }
}

/// What is due by the 20th, paid on the 10th.
fn ask() -> ProposalAsk {
    ProposalAsk {
        currency: euro().code,
        last_date: day("2026-01-20"),
        posting_date: day("2026-01-10"),
        find_discounts: false,
        use_priority: false,
        available: None,
    }
}

fn discounts() -> ProposalAsk {
    ProposalAsk {
        find_discounts: true,
        ..ask()
    }
}

fn available(most: &str) -> ProposalAsk {
    ProposalAsk {
        use_priority: true,
        available: Some(amount(most)),
        ..discounts()
    }
}

fn line(entry: u128, pays: &str, discount: &str) -> ProposedLine {
    ProposedLine {
        entry: id(entry),
        amount: amount(pays),
        discount: amount(discount),
    }
}

/// Vendors with their lines.
fn paid(proposal: &PaymentProposal) -> Vec<(VendorId, Vec<ProposedLine>)> {
    let of = |proposal: &VendorProposal| (proposal.vendor, proposal.lines.clone());
    proposal.vendors.iter().map(of).collect()
}

fn passed_over(proposal: &PaymentProposal) -> Vec<(Option<VendorEntryId>, PassedOverReason)> {
    let of = |passed: &PassedOver| (passed.entry, passed.reason);
    proposal.passed_over.iter().map(of).collect()
}

#[test]
fn what_is_due_by_the_last_date_is_paid_oldest_first() {
    let vendors = [
        vendor(1, 0, &[payable(1, "20", "-10"), payable(2, "05", "-20")]),
        vendor(2, 0, &[payable(3, "21", "-30")]),
        vendor(3, 0, &[payable(4, "01", "-40")]),
    ];
    let found = propose(&vendors, &ask()).unwrap();
    let expected = [
        (id(1), vec![line(2, "20", "0"), line(1, "10", "0")]),
        (id(3), vec![line(4, "40", "0")]),
    ];
    assert_eq!(paid(&found), expected);
    assert_eq!(found.vendors[0].total, amount("30"));
    assert!(found.passed_over.is_empty());
}

#[test]
fn a_discount_is_taken_where_the_posting_date_allows() {
    let entries = [
        with_discount(payable(1, "15", "-100"), "2", "10"),
        with_discount(payable(2, "16", "-100"), "2", "09"),
        with_discount(payable(3, "17", "-100"), "2", "31"),
        with_discount(payable(4, "18", "-2"), "2", "31"),
    ];
    let found = propose(&[vendor(1, 0, &entries)], &ask()).unwrap();
    let expected = vec![
        line(1, "98", "2"),
        line(2, "100", "0"),
        line(3, "98", "2"),
        line(4, "2", "0"),
    ];
    assert_eq!(paid(&found), [(id(1), expected)]);
}

#[test]
fn what_is_due_later_is_paid_for_its_discount_only_and_after_what_is_due() {
    let later =
        |number, discount, until| with_discount(payable(number, "31", "-100"), discount, until);
    let entries = [
        later(1, "2", "10"),
        later(2, "2", "20"),
        later(3, "2", "09"),
        later(4, "2", "21"),
        later(5, "0", "15"),
        payable(6, "31", "-100"),
        payable(7, "20", "-100"),
    ];
    let vendors = [vendor(1, 0, &[later(8, "1", "15")]), vendor(2, 0, &entries)];
    let found = propose(&vendors, &discounts()).unwrap();
    let of_two = vec![line(7, "100", "0"), line(1, "98", "2"), line(2, "98", "2")];
    let expected = [(id(2), of_two), (id(1), vec![line(8, "99", "1")])];
    assert_eq!(paid(&found), expected);
    let found = propose(&vendors, &ask()).unwrap();
    assert_eq!(paid(&found), [(id(2), vec![line(7, "100", "0")])]);
}

#[test]
fn vendors_come_by_priority_one_first_and_zero_last() {
    let one_entry = |number, priority| vendor(number, priority, &[payable(number, "10", "-1")]);
    let vendors = [
        one_entry(1, 0),
        one_entry(2, 7),
        one_entry(3, 1),
        one_entry(4, 7),
        one_entry(5, 0),
    ];
    let order = |ask| {
        let found = propose(&vendors, &ask).unwrap();
        found
            .vendors
            .iter()
            .map(|vendor| vendor.vendor)
            .collect::<Vec<_>>()
    };
    assert_eq!(order(ask()), [1, 2, 3, 4, 5].map(id::<VendorId>));
    let by_priority = ProposalAsk {
        use_priority: true,
        ..ask()
    };
    assert_eq!(order(by_priority), [3, 2, 4, 1, 5].map(id::<VendorId>));
}

#[test]
fn the_available_amount_is_filled_with_what_fits_whole() {
    let later = with_discount(payable(4, "31", "-50"), "1", "20");
    let vendors = [
        vendor(1, 2, &[payable(1, "01", "-60"), payable(2, "02", "-30")]),
        vendor(2, 1, &[payable(3, "03", "-50"), later]),
    ];
    let found = propose(&vendors, &available("109.99")).unwrap();
    let expected = [
        (id(2), vec![line(3, "50", "0")]),
        (id(1), vec![line(2, "30", "0")]),
    ];
    assert_eq!(paid(&found), expected);
    let above = PassedOverReason::AboveAvailable;
    let expected = [(Some(id(1)), above), (Some(id(4)), above)];
    assert_eq!(passed_over(&found), expected);

    let found = propose(&vendors, &available("129")).unwrap();
    let expected = [
        (id(2), vec![line(3, "50", "0")]),
        (id(1), vec![line(1, "60", "0")]),
    ];
    assert_eq!(paid(&found), expected);
    let found = propose(&vendors, &available("189")).unwrap();
    assert!(found.passed_over.is_empty());
}

#[test]
fn an_available_amount_is_above_zero_and_needs_priorities() {
    let refusals = |ask| propose(&[], &ask).unwrap_err();
    let without = ProposalAsk {
        use_priority: false,
        ..available("1")
    };
    assert_eq!(refusals(without), [ProposalRefusal::PriorityRequired]);
    let neither = ProposalAsk {
        available: Some(Amount::ZERO),
        ..without
    };
    let both = [
        ProposalRefusal::PriorityRequired,
        ProposalRefusal::AvailableNotPositive,
    ];
    assert_eq!(refusals(neither), both);
}

#[test]
fn claims_reduce_what_their_vendor_gets_and_no_other() {
    let vendors = [
        vendor(1, 1, &[payable(1, "01", "-100"), payable(2, "05", "30")]),
        vendor(2, 2, &[payable(3, "01", "-100"), payable(4, "05", "100")]),
        vendor(3, 3, &[payable(5, "01", "-100"), payable(6, "05", "101")]),
        vendor(4, 4, &[payable(7, "05", "10")]),
    ];
    let found = propose(&vendors, &available("70")).unwrap();
    let expected = [
        (id(1), vec![line(1, "100", "0"), line(2, "-30", "0")]),
        (id(2), vec![line(3, "100", "0"), line(4, "-100", "0")]),
    ];
    assert_eq!(paid(&found), expected);
    let totals = found.vendors.iter().map(|vendor| vendor.total);
    assert!(totals.eq([amount("70"), amount("0")]));
    assert_eq!(passed_over(&found), [(None, PassedOverReason::InOurFavour)]);
}

#[test]
fn a_credit_memos_discount_reduces_the_invoices() {
    let invoice = with_discount(payable(1, "15", "-1000"), "20", "12");
    let memo = with_discount(payable(2, "05", "100"), "2", "05");
    let found = propose(&[vendor(1, 0, &[invoice, memo])], &ask()).unwrap();
    let expected = vec![line(1, "980", "20"), line(2, "-98", "-2")];
    assert_eq!(paid(&found), [(id(1), expected)]);
    assert_eq!(found.vendors[0].total, amount("882"));

    let none = payable(1, "15", "-1000");
    let found = propose(&[vendor(1, 0, &[none, memo])], &ask()).unwrap();
    let expected = vec![line(1, "1000", "0"), line(2, "-100", "0")];
    assert_eq!(paid(&found), [(id(1), expected)]);
}

#[test]
fn blocked_vendors_and_held_entries_are_told_and_other_currencies_left_alone() {
    let held = Payable {
        on_hold: true,
        ..payable(1, "01", "-10")
    };
    let foreign = Payable {
        currency: "USD".parse().unwrap(),
        ..payable(2, "01", "-10")
    };
    let of = |number, blocked, entries: &[Payable]| PayableVendor {
        blocked,
        ..vendor(number, 0, entries)
    };
    let due = payable(3, "01", "-10");
    let vendors = [
        of(1, VendorBlocked::None, &[held, foreign, due]),
        of(2, VendorBlocked::Payment, &[due]),
        of(3, VendorBlocked::All, &[due, held]),
        of(4, VendorBlocked::All, &[payable(4, "21", "-10"), foreign]),
    ];
    let found = propose(&vendors, &ask()).unwrap();
    assert_eq!(paid(&found), [(id(1), vec![line(3, "10", "0")])]);
    let blocked = |number| PassedOver {
        vendor: id(number),
        entry: None,
        reason: PassedOverReason::VendorBlocked,
    };
    let on_hold = PassedOver {
        vendor: id(1),
        entry: Some(id(1)),
        reason: PassedOverReason::OnHold,
    };
    assert_eq!(found.passed_over, [on_hold, blocked(2), blocked(3)]);
}

fn any_payable() -> impl Strategy<Value = Payable> {
    let size = prop_oneof![3 => -50_000..0_i64, 1 => 1..20_000_i64];
    let days = (1..=31_u32, prop::option::of(1..=31_u32));
    (size, days, 0..1_000_i64, 0..8_u32).prop_map(|(size, (due, until), discount, hold)| {
        let on = |day| NaiveDate::from_ymd_opt(2026, 1, day);
        Payable {
            id: id(0),
            currency: euro().code,
            due_date: on(due).unwrap(),
            discount_date: until.and_then(on),
            remaining: Amount::from_steps(size * 100),
            remaining_discount: Amount::from_steps(discount * 100),
            on_hold: hold == 0,
        }
    })
}

fn any_vendors() -> impl Strategy<Value = Vec<PayableVendor>> {
    let blocked = prop_oneof![
        4 => Just(VendorBlocked::None),
        1 => Just(VendorBlocked::Payment),
        1 => Just(VendorBlocked::All),
    ];
    let one = (blocked, 0..4_i32, vec(any_payable(), 0..6));
    vec(one, 0..6).prop_map(|vendors| {
        let numbered = vendors.into_iter().zip(1..);
        numbered
            .map(|((blocked, priority, mut entries), number)| {
                for (entry, at) in entries.iter_mut().zip(1..) {
                    entry.id = id(number * 100 + at);
                }
                PayableVendor {
                    id: id(number),
                    blocked,
                    priority,
                    entries,
                }
            })
            .collect()
    })
}

fn any_ask() -> impl Strategy<Value = ProposalAsk> {
    let most = prop::option::of(1..100_000_i64);
    (1..=31_u32, 1..=31_u32, any::<bool>(), most).prop_map(|(last, posting, find, most)| {
        ProposalAsk {
            currency: euro().code,
            last_date: NaiveDate::from_ymd_opt(2026, 1, last).unwrap(),
            posting_date: NaiveDate::from_ymd_opt(2026, 1, posting).unwrap(),
            find_discounts: find,
            use_priority: true,
            available: most.map(|cents| Amount::from_steps(cents * 100)),
        }
    })
}

proptest! {
    #[test]
    fn entries_are_paid_whole_once_and_within_what_is_available(
        vendors in any_vendors(), ask in any_ask(),
    ) {
        let found = propose(&vendors, &ask).unwrap();
        let mut all = Decimal::ZERO;
        let mut seen = std::collections::BTreeSet::new();
        for proposed in &found.vendors {
            let vendor = vendors.iter().find(|vendor| vendor.id == proposed.vendor).unwrap();
            prop_assert_eq!(vendor.blocked, VendorBlocked::None);
            let lines = proposed.lines.iter().map(|line| line.amount.decimal());
            prop_assert_eq!(lines.sum::<Decimal>(), proposed.total.decimal());
            prop_assert!(proposed.total >= Amount::ZERO);
            all += proposed.total.decimal();
            for line in &proposed.lines {
                prop_assert!(seen.insert(line.entry));
                let entry = vendor.entries.iter().find(|entry| entry.id == line.entry).unwrap();
                let whole = line.amount.decimal() + line.discount.decimal();
                prop_assert_eq!(whole, -entry.remaining.decimal());
                prop_assert!(!entry.on_hold);
                let is_due = entry.due_date <= ask.last_date;
                prop_assert!(is_due || ask.find_discounts);
                if !is_due || line.discount > Amount::ZERO {
                    prop_assert!(Some(ask.posting_date) <= entry.discount_date);
                }
            }
        }
        if let Some(available) = ask.available {
            prop_assert!(all <= available.decimal());
        }
    }

    #[test]
    fn without_a_limit_everything_due_is_paid_or_told_why_not(
        vendors in any_vendors(), ask in any_ask(),
    ) {
        let ask = ProposalAsk { available: None, ..ask };
        let found = propose(&vendors, &ask).unwrap();
        let reasons = |vendor, entry| found.passed_over.iter().any(|passed| {
            passed.vendor == vendor && passed.entry.is_none_or(|passed| passed == entry)
        });
        let mut lines = found.vendors.iter().flat_map(|vendor| &vendor.lines);
        for vendor in &vendors {
            let due = vendor.entries.iter().filter(|entry| entry.due_date <= ask.last_date);
            for debt in due.filter(|entry| entry.remaining < Amount::ZERO) {
                let is_paid = lines.clone().any(|line| line.entry == debt.id);
                prop_assert_ne!(is_paid, reasons(vendor.id, debt.id));
            }
        }
        let above = PassedOverReason::AboveAvailable;
        prop_assert!(found.passed_over.iter().all(|passed| passed.reason != above));
        prop_assert!(lines.all(|line| !(line.amount.is_zero())));
    }
}
