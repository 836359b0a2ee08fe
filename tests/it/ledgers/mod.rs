//! Reading what was posted: vouchers, entries of ledgers, stock and balances.

mod as_of;
mod cost;
mod drill;
mod lists;

use serde_json::{Value, json};

use crate::build::{self, done, text};
use crate::harness::TestApp;
use crate::harness::user::User;

/// An item, received in full at a price on a day; the item's and the receipt's id.
async fn received(
    app: &TestApp,
    user: &User,
    (quantity, price): (&str, &str),
    day: &str,
) -> (String, String) {
    let item = build::item(app, user, json!({})).await;
    let receipt = received_of(app, user, (&item, quantity, price), day, json!({})).await;
    (item, receipt)
}

/// The same of an item that there is; `more` is laid over the order line.
async fn received_of(
    app: &TestApp,
    user: &User,
    (item, quantity, price): (&str, &str, &str),
    day: &str,
    more: Value,
) -> String {
    let line = json!({"itemId": item, "quantity": quantity, "unitPrice": price});
    let line = build::over(line, more);
    let order = build::order(app, user, json!({"lines": [line]})).await;
    let input = json!({"purchaseOrderId": order, "postingDate": day});
    let fields = "purchaseReceipt { id }";
    let posted = done(app, user, "purchaseReceiptPost", input, fields).await;
    text(&posted["purchaseReceipt"]["id"])
}

/// How many rows of a list a filter finds.
async fn found(app: &TestApp, user: &User, list: &str, filter: &str) -> i64 {
    let field = format!("{list}(filter: {{ {filter} }})");
    let seen = build::read(app, user, &field, "{ totalCount nodes { id } }").await;
    let n = seen["totalCount"].as_i64().expect("a number");
    let nodes = seen["nodes"].as_array().expect("a list").len();
    assert_eq!(usize::try_from(n), Ok(nodes), "{list}");
    n
}
