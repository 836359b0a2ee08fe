use entity::exact::Amount;
use entity::ids::GlAccountId;
use proptest::prelude::*;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::{Posting, Unbalanced, Voucher};

fn posting(account: u128, currency: &str, amount: i64, accounting: i64) -> Posting {
    Posting {
        account: GlAccountId(Uuid::from_u128(account)),
        currency: currency.parse().unwrap(),
        amount: Amount::from_steps(amount),
        accounting: Amount::from_steps(accounting),
        dimensions: None,
        text: String::new(),
    }
}

#[test]
fn debits_that_are_no_credits_are_no_voucher() {
    let postings = vec![posting(1, "EUR", 100, 100), posting(2, "EUR", -99, -100)];
    assert!(matches!(
        Voucher::try_new(postings),
        Err(Unbalanced::Currency { sum, .. }) if sum == Decimal::new(1, 4)
    ));
}

#[test]
fn each_currency_balances_by_itself() {
    let postings = vec![posting(1, "EUR", 100, 100), posting(2, "USD", -100, -100)];
    assert!(matches!(
        Voucher::try_new(postings),
        Err(Unbalanced::Currency { .. })
    ));
}

#[test]
fn the_accounting_currency_balances_too() {
    let postings = vec![posting(1, "USD", 100, 90), posting(2, "USD", -100, -91)];
    assert!(matches!(
        Voucher::try_new(postings),
        Err(Unbalanced::Accounting { sum }) if sum == Decimal::new(-1, 4)
    ));
}

#[test]
fn a_difference_in_the_accounting_currency_alone_is_a_posting() {
    let postings = vec![
        posting(1, "USD", 100, 90),
        posting(2, "USD", -100, -91),
        posting(3, "USD", 0, 1),
        posting(4, "USD", 0, 0),
    ];
    let voucher = Voucher::try_new(postings).unwrap();
    assert_eq!(voucher.postings().len(), 3);
}

proptest! {
    #[test]
    fn whatever_is_built_sums_to_zero(
        amounts in proptest::collection::vec((0_u128..4, -1_000_i64..1_000), 0..12),
        last in prop::bool::ANY,
    ) {
        let mut postings: Vec<Posting> =
            amounts.iter().map(|(account, n)| posting(*account, "EUR", *n, *n)).collect();
        let sum: i64 = amounts.iter().map(|(_, n)| n).sum();
        if last {
            postings.push(posting(9, "EUR", -sum, -sum));
        }
        match Voucher::try_new(postings) {
            Ok(voucher) => {
                let total: Decimal = voucher.postings().iter().map(|p| p.amount.decimal()).sum();
                prop_assert!(total.is_zero() && (last || sum == 0));
            }
            Err(_) => prop_assert!(!last && sum != 0),
        }
    }
}
