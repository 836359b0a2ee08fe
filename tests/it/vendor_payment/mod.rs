//! Payments to vendors and refunds.

mod post;
mod suggest;

use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::build::{self, act, done, over, text};
use crate::harness::TestApp;
use crate::harness::db::number;
use crate::harness::user::User;
use crate::purchase_invoice;

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

/// An invoice of 1,000 with the terms of vector D2, moved to 2026: 2 % within 14 days with five
/// days of grace, and a tolerance of five; its entry's id.
pub(super) async fn thousand(app: &TestApp, user: &User, vendor: &str) -> String {
    let terms = json!({
        "code": "D2", "name": "D2", "dueFormula": "30D", "discountFormula": "14D",
        "discountPercent": "2", "discountOnCreditMemos": true,
    });
    done(app, user, "paymentTermsSet", terms, "").await;
    let setup = build::read(app, user, "ledgerSetup", "{ version }").await;
    let tolerances = json!({
        "version": setup["version"], "paymentToleranceAmount": "5", "discountGraceFormula": "5D",
    });
    done(app, user, "ledgerSetupUpdate", tolerances, "").await;
    let more = json!({"amount": "1000", "postingDate": "2026-01-01", "paymentTerms": "D2"});
    invoice(app, user, vendor, more).await
}

/// An invoice of an amount with tax, due at once unless it has terms; its entry's id.
pub(super) async fn invoice(app: &TestApp, user: &User, vendor: &str, more: Value) -> String {
    let input = over(json!({"documentType": "INVOICE"}), more);
    document(app, user, vendor, ("1", input)).await
}

/// A credit memo of an amount with tax; its entry's id.
pub(super) async fn memo(app: &TestApp, user: &User, vendor: &str, more: Value) -> String {
    let input = over(json!({"documentType": "CREDIT_MEMO"}), more);
    document(app, user, vendor, ("-1", input)).await
}

async fn document(
    app: &TestApp,
    user: &User,
    vendor: &str,
    (quantity, mut input): (&str, Value),
) -> String {
    let account = account(app, user, "6110").await;
    let amount: Decimal = text(&input["amount"]).parse().expect("a number");
    let net = (amount / Decimal::new(125, 2)).to_string();
    input.as_object_mut().expect("an object").remove("amount");
    let plain = json!({
        "vendorId": vendor, "vendorInvoiceNumber": build::code("BILL-"), "paymentTerms": "CASH",
        "lines": [{"glAccountId": account, "quantity": quantity, "unitPrice": net}],
    });
    let posted = purchase_invoice::posted(app, user, over(plain, input)).await;
    let filter = format!("documentNumber: {{eq: \"{}\"}}", text(&posted["number"]));
    let field = format!("vendorEntries(filter: {{{filter}}})");
    let found = build::read(app, user, &field, "{ nodes { id } }").await;
    text(&found["nodes"][0]["id"])
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
