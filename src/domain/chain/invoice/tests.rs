use super::{Invoice, InvoiceLine, refusals};
use crate::domain::fixtures::{amount, id, quantity};
use crate::domain::violation::{Refusal, Trade, Violation};

/// A line of an order line, by its number; 0 is none.
fn line((of, pieces, net): &(u128, &str, &str)) -> InvoiceLine {
    InvoiceLine {
        of: (*of > 0).then(|| id(*of)),
        quantity: quantity(pieces),
        net: amount(net),
    }
}

/// An invoice of such lines that comes to so much net, tax and total.
fn invoice(lines: &[(u128, &str, &str)], sums: [&str; 3]) -> Invoice {
    let [net, tax, total] = sums.map(amount);
    Invoice {
        currency: "EUR".parse().unwrap(),
        net,
        tax,
        total,
        lines: lines.iter().map(line).collect(),
    }
}

fn sold() -> Invoice {
    invoice(&[(1, "3", "30"), (2, "5", "10")], ["40", "10", "50"])
}

/// Where it is refused, and what is said.
fn told(ours: &Invoice) -> Vec<(String, String)> {
    let found = refusals(ours, &sold());
    let told = |refusal: Refusal| {
        let reason = match refusal.violation {
            Violation::Trade(Trade::InvoiceDiffers { reason }) => reason,
            other => panic!("another violation: {other}"),
        };
        let element = refusal.element.map(|n| format!("{n} ")).unwrap_or_default();
        (format!("{element}{}", refusal.field.join(".")), reason)
    };
    found.into_iter().map(told).collect()
}

fn said(place: &str, reason: &str) -> (String, String) {
    (place.to_owned(), reason.to_owned())
}

#[test]
fn an_invoice_that_says_the_same_is_taken() {
    assert_eq!(told(&sold()), []);
}

#[test]
fn lines_go_together_by_what_they_are_of_and_not_by_their_places() {
    let turned = invoice(&[(2, "5", "10"), (1, "3", "30")], ["40", "10", "50"]);
    assert_eq!(told(&turned), []);
}

#[test]
fn a_line_may_be_charged_receipt_by_receipt() {
    let lines = [(1, "1", "10"), (2, "5", "10"), (1, "2", "20")];
    assert_eq!(told(&invoice(&lines, ["40", "10", "50"])), []);
    let lines = [(2, "5", "10"), (1, "1", "10"), (1, "1", "20")];
    let less = invoice(&lines, ["40", "10", "50"]);
    assert_eq!(told(&less), [said("1 lines.quantity", "its quantity is 3")]);
}

#[test]
fn no_cent_of_a_line_is_tolerated() {
    let lines = [(1, "3", "30.01"), (2, "5", "9.99")];
    let other = invoice(&lines, ["40", "10", "50"]);
    let expected = [
        said("0 lines", "its net amount is 30"),
        said("1 lines", "its net amount is 10"),
    ];
    assert_eq!(told(&other), expected);
}

#[test]
fn what_is_not_on_the_partners_invoice_is_refused_in_its_place() {
    let lines = [(1, "3", "30"), (2, "5", "10"), (0, "1", "7"), (9, "1", "1")];
    let more = invoice(&lines, ["48", "12", "60"]);
    let expected = [
        said("2 lines", "this is not on it"),
        said("3 lines", "this is not on it"),
    ];
    assert_eq!(told(&more), expected);
}

#[test]
fn what_is_left_out_is_missed() {
    let less = invoice(&[(2, "5", "10")], ["10", "2.5", "12.5"]);
    let expected = [said("lines", "it is of 1 more of the order's lines")];
    assert_eq!(told(&less), expected);
}

#[test]
fn another_tax_is_another_invoice() {
    let lines = [(1, "3", "30"), (2, "5", "10")];
    let taxed = invoice(&lines, ["40", "10.01", "50.01"]);
    assert_eq!(told(&taxed), [said("documentTotal", "its tax is 10")]);
}

#[test]
fn a_sum_that_is_not_that_of_the_lines_is_another_invoice() {
    let lines = [(1, "3", "30"), (2, "5", "10")];
    let less = invoice(&lines, ["39", "10", "49"]);
    assert_eq!(told(&less), [said("documentTotal", "its net amount is 40")]);
}

#[test]
fn another_currency_is_another_invoice() {
    let dollars = Invoice {
        currency: "USD".parse().unwrap(),
        ..sold()
    };
    assert_eq!(told(&dollars), [said("currency", "its currency is EUR")]);
}
