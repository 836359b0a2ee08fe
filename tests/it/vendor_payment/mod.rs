//! Payments to vendors and refunds.

mod post;
mod suggest;

use serde_json::{Value, json};

use crate::build::{self, act, done, over, text};
use crate::harness::TestApp;
use crate::harness::db::{number, run};
use crate::harness::user::User;

/// What tests look at of an entry.
pub(super) const ENTRY: &str = "vendorEntry { id documentNumber }";

/// The payload of a payment to a vendor.
pub(super) async fn paying(app: &TestApp, user: &User, vendor: &str, more: Value) -> Value {
    let input = over(json!({ "vendorId": vendor }), more);
    act(app, user, "vendorPaymentPost", input, ENTRY).await
}

/// A payment that was posted; its entry's id.
pub(super) async fn paid(app: &TestApp, user: &User, vendor: &str, more: Value) -> String {
    let input = over(json!({ "vendorId": vendor }), more);
    let payload = done(app, user, "vendorPaymentPost", input, ENTRY).await;
    text(&payload["vendorEntry"]["id"])
}

/// Entries to settle, each as far as it goes.
pub(super) fn all_of(entries: &[&String]) -> Value {
    let one = |id: &&String| json!({ "vendorEntryId": id });
    entries.iter().map(one).collect()
}

/// The terms of a document: discount, its last day, the end of its grace, the tolerance.
#[derive(Clone, Copy, Default)]
pub(super) struct Terms {
    pub(super) discount: i64,
    pub(super) until: Option<&'static str>,
    pub(super) grace: Option<&'static str>,
    pub(super) tolerance: i64,
}

/// An invoice of 1,000 with the terms of vector D2, moved to 2026; its entry's id.
pub(super) async fn thousand(app: &TestApp, user: &User, vendor: &str) -> String {
    let terms = Terms {
        discount: 20,
        until: Some("2026-01-15"),
        grace: Some("2026-01-20"),
        tolerance: 5,
    };
    let more = json!({"amount": "-1000", "postingDate": "2026-01-01"});
    document(app, user, vendor, "INVOICE", (more, terms)).await
}

/// An invoice or a credit memo with its own terms, as posting writes its entry.
pub(super) async fn document(
    app: &TestApp,
    user: &User,
    vendor: &str,
    kind: &str,
    (more, terms): (Value, Terms),
) -> String {
    let id = paid(app, user, vendor, more).await;
    let fragment = "VendorEntry { documentNumber }";
    let seen = build::node(app, user, &id, fragment).await;
    let day = |day: Option<&str>| day.map_or("NULL".to_owned(), |day| format!("'{day}'"));
    let sql = format!(
        "UPDATE vendor_entry SET document_type = '{kind}', discount_amount = {discount}, \
         remaining_discount_amount = {discount}, discount_date = {}, \
         discount_tolerance_date = {}, tolerance_amount = {} WHERE document_number = '{}'",
        day(terms.until),
        day(terms.grace),
        terms.tolerance * 10_000,
        text(&seen["documentNumber"]),
        discount = terms.discount * 10_000,
    );
    run(&app.test_db.admin().await, &sql).await;
    id
}

/// An invoice without terms.
pub(super) async fn invoice(app: &TestApp, user: &User, vendor: &str, more: Value) -> String {
    document(app, user, vendor, "INVOICE", (more, Terms::default())).await
}

/// Remaining amount, the same in the accounting currency, remaining discount.
pub(super) async fn left(app: &TestApp, user: &User, entry: &str) -> [String; 3] {
    let fragment = "VendorEntry { open remainingAmount { amount }
        remainingAccountingAmount { amount } remainingDiscountAmount { amount } }";
    let seen = build::node(app, user, entry, fragment).await;
    let amount = |name: &str| text(&seen[name]["amount"]);
    let remaining = amount("remainingAmount");
    assert_eq!(seen["open"], json!(remaining != "0.00"));
    [
        remaining,
        amount("remainingAccountingAmount"),
        amount("remainingDiscountAmount"),
    ]
}

/// The id of the account with a number.
pub(super) async fn account(app: &TestApp, user: &User, number: &str) -> String {
    let all = build::read(app, user, "glAccounts", "{ id number }").await;
    let all = all.as_array().expect("accounts");
    let found = all.iter().find(|row| row["number"] == number);
    text(&found.expect("an account of the chart")["id"])
}

/// How many rows of a table there are.
pub(super) async fn rows(app: &TestApp, table: &str) -> i64 {
    let sql = format!("SELECT COUNT(*) FROM {table}");
    number(&app.test_db.admin().await, &sql).await
}
