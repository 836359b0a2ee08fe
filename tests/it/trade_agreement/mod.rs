//! Prices and discounts of the price list.

mod create;
mod import;
mod remove;
mod update;

use serde_json::{Value, json};

use crate::ask;
use crate::harness::TestApp;
use crate::harness::user::User;

const SHOWN: &str = "id tradeAgreementType vendor { id } item { id } procurementCategory { id } \
                     unit currency quantityMin validFrom validTo unitPrice priceUnit \
                     discountPercent discountAmount version";

/// The payload of a `tradeAgreementCreate`.
async fn create(app: &TestApp, user: &User, input: Value) -> Value {
    let shown = format!("tradeAgreement {{ {SHOWN} }}");
    ask::payload(app, user, "tradeAgreementCreate", &shown, input).await
}

/// A price of an item in pieces, with no more than it needs.
async fn price(app: &TestApp, user: &User, item: &Value) -> Value {
    let made = create(app, user, price_input(item)).await;
    ask::done(&made, "tradeAgreement")
}

fn price_input(item: &Value) -> Value {
    json!({
        "tradeAgreementType": "PRICE",
        "itemId": item["id"],
        "unit": "PCS",
        "currency": "EUR",
        "validFrom": "2026-01-01",
        "unitPrice": "1.5",
    })
}

/// A discount on everything, with no more than it needs.
async fn discount(app: &TestApp, user: &User) -> Value {
    let made = create(app, user, discount_input()).await;
    ask::done(&made, "tradeAgreement")
}

fn discount_input() -> Value {
    json!({
        "tradeAgreementType": "DISCOUNT",
        "currency": "EUR",
        "validFrom": "2026-01-01",
        "discountPercent": "5",
    })
}

/// An input with some values instead.
fn with(mut input: Value, changes: &Value) -> Value {
    for (field, value) in changes.as_object().expect("an object") {
        input[field] = value.clone();
    }
    input
}

/// All trade agreements that somebody sees.
async fn all(app: &TestApp, user: &User) -> Value {
    ask::list(app, user, "tradeAgreements", SHOWN).await
}
