//! Nothing is given back twice, and everything can be given back once.

use super::*;
use crate::domain::fixtures::{amount, dec, percent, quantity, unit_price};
use uuid::Uuid;

const RECEIPT: PurchaseReceiptLineId = PurchaseReceiptLineId(Uuid::from_u128(1));

fn invoice(n: u128) -> PurchaseInvoiceLineId {
    PurchaseInvoiceLineId(Uuid::from_u128(n))
}

fn at(price: &str) -> PriceTerms {
    PriceTerms {
        unit_price: unit_price(price),
        ..PriceTerms::default()
    }
}

/// A receipt of ten, ordered at 10; the first invoice charged 4 at 12, the second 5 at 10.
fn ten() -> Returnable {
    let mut all = Returnable::default();
    all.receipt(RECEIPT, quantity("10"), Some(at("10")));
    all.line(invoice(1), quantity("4"), at("12"));
    all.line(invoice(2), quantity("5"), at("10"));
    for (n, charged) in [(1, "4"), (2, "5")] {
        all.apply(Event::Charged {
            line: invoice(n),
            receipt: RECEIPT,
            quantity: dec(charged),
        });
    }
    all
}

fn returned(quantity: &str, price: &str) -> Event {
    Event::Returned {
        receipt: RECEIPT,
        quantity: dec(quantity),
        terms: at(price),
    }
}

/// What is left of both invoices and of the receipt.
fn left(all: &Returnable) -> [Decimal; 3] {
    let [first, second] = [1, 2].map(|n| all.left_of_line(invoice(n)));
    [first, second, all.left_of_receipt(RECEIPT)]
}

#[test]
fn a_return_belongs_to_what_was_charged_at_its_price() {
    let mut all = ten();
    assert_eq!(left(&all), [dec("4"), dec("5"), dec("10")]);
    all.apply(returned("3", "10"));
    assert_eq!(left(&all), [dec("4"), dec("2"), dec("7")]);
    all.apply(returned("3", "10"));
    assert_eq!(left(&all), [dec("4"), dec("0"), dec("4")]);
    all.apply(returned("4", "9"));
    assert_eq!(left(&all), [dec("0"), dec("0"), dec("0")]);
}

#[test]
fn what_went_back_uncharged_is_charged_last() {
    let mut all = Returnable::default();
    all.receipt(RECEIPT, quantity("10"), Some(at("10")));
    all.line(invoice(1), quantity("6"), at("10"));
    all.line(invoice(2), quantity("4"), at("10"));
    all.apply(returned("4", "10"));
    let charged = |n, quantity: &str| Event::Charged {
        line: invoice(n),
        receipt: RECEIPT,
        quantity: dec(quantity),
    };
    all.apply(charged(1, "6"));
    assert_eq!(all.left_of_line(invoice(1)), dec("6"));
    all.apply(charged(2, "4"));
    assert_eq!(left(&all), [dec("6"), dec("0"), dec("6")]);
}

#[test]
fn a_cancelled_line_leaves_its_goods_or_takes_them() {
    let mut all = ten();
    all.apply(Event::Kept { line: invoice(1) });
    assert_eq!(left(&all), [dec("0"), dec("5"), dec("10")]);
    let line = invoice(2);
    let quantity = dec("5");
    all.apply(Event::Credited { line, quantity });
    assert_eq!(left(&all), [dec("0"), dec("0"), dec("5")]);
    all.apply(Event::Undone { receipt: RECEIPT });
    assert_eq!(left(&all), [dec("0"), dec("0"), dec("0")]);
}

#[test]
fn more_than_is_left_is_not_taken() {
    let mut all = ten();
    let refused = all.take_of_line(invoice(1), Some(dec("5")));
    let limit = quantity("4");
    assert_eq!(refused, Err(Violation::QuantityAboveReturnable { limit }));
    let taken = all.take_of_line(invoice(1), Some(dec("1"))).unwrap();
    let of = |n: Option<u128>, taken: &str| Taken {
        receipt: RECEIPT,
        line: n.map(invoice),
        quantity: dec(taken),
    };
    assert_eq!(taken, [of(Some(1), "1")]);
    let taken = all.take_of_receipt(RECEIPT, None).unwrap();
    assert_eq!(taken, [of(Some(1), "3"), of(Some(2), "5"), of(None, "1")]);
    assert_eq!(left(&all), [dec("0"), dec("0"), dec("0")]);
    assert_eq!(all.take_of_receipt(RECEIPT, None), Ok(vec![]));
}

#[test]
fn the_invoice_discount_goes_back_with_the_line() {
    let sek = Currency {
        code: "SEK".parse().unwrap(),
        decimals: 2,
    };
    let terms = PriceTerms {
        discount_percent: percent("3"),
        ..at("130")
    };
    let whole = |size: &str, net: &str| {
        let own = return_terms(quantity(size), terms, amount(net), sek).unwrap();
        (own, net_amount(quantity(size), &own, sek).unwrap())
    };
    assert_eq!(whole("7", "882.70").0, terms);
    let (own, net) = whole("7", "832.70");
    assert_eq!((own.unit_price, net), (terms.unit_price, amount("832.70")));
    let (own, net) = whole("7", "882.71");
    assert_eq!((own.discount_amount, net), (Price::ZERO, amount("882.71")));
}
