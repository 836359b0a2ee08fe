//! Receipts.

mod post;
mod undo;

use avtal::auth::Permission;
use avtal::usecase::doctor;
use serde_json::{Value, json};

use crate::build::{self, act, done, text};
use crate::harness::TestApp;
use crate::harness::db::number;
use crate::harness::user::User;

const FIELDS: &str = "purchaseReceipt { id number receiptType postingDate
    lines { id quantity netAmount } }";

/// An order of one line, and the line's id.
pub(crate) async fn order(app: &TestApp, user: &User, line: Value) -> (String, String) {
    let item = build::item(app, user, json!({})).await;
    let line = build::over(json!({"itemId": item}), line);
    let order = build::order(app, user, json!({"lines": [line]})).await;
    let line = build::lines(app, user, &order).await.remove(0);
    (order, line)
}

/// Receives of one order line; the payload.
pub(crate) async fn receive(
    app: &TestApp,
    user: &User,
    (order, line): (&str, &str),
    quantity: &str,
) -> Value {
    let lines = json!([{"purchaseOrderLineId": line, "quantity": quantity}]);
    let input = json!({"purchaseOrderId": order, "lines": lines});
    act(app, user, "purchaseReceiptPost", input, FIELDS).await
}

/// The same, done; the receipt.
pub(crate) async fn received(
    app: &TestApp,
    user: &User,
    (order, line): (&str, &str),
    quantity: &str,
) -> Value {
    let lines = json!([{"purchaseOrderLineId": line, "quantity": quantity}]);
    let input = json!({"purchaseOrderId": order, "lines": lines});
    let payload = done(app, user, "purchaseReceiptPost", input, FIELDS).await;
    payload["purchaseReceipt"].clone()
}

/// What stands on an account, in hundredths of the accounting currency.
pub(crate) async fn stands(app: &TestApp, account: &str) -> i64 {
    let sql = format!(
        "SELECT CAST(COALESCE(SUM(e.accounting_amount), 0) AS BIGINT) FROM gl_entry e \
         JOIN gl_account a ON a.legal_entity_id = e.legal_entity_id AND a.id = e.gl_account_id \
         WHERE a.number = '{account}'"
    );
    number(&app.test_db.admin().await, &sql).await / 100
}

/// Fails with everything that does not agree with itself.
pub(crate) async fn sound(app: &TestApp, user: &User) {
    let grant = user
        .caller()
        .grant(None, Permission::Read)
        .expect("may read");
    let findings = doctor::run(&app.db.read(&grant))
        .await
        .expect("the database answers");
    assert_eq!(findings, []);
}

/// An effective agreement over 1,000 pieces at 4.00, enforced, with the commitment's id.
pub(crate) async fn thousand(app: &TestApp, user: &User) -> (String, String) {
    let item = build::item(app, user, json!({})).await;
    let line = json!({
        "itemId": item, "quantity": "1000", "unitPrice": "4", "maxEnforced": true,
    });
    let id = build::effective(app, user, json!({"lines": [line]})).await;
    let line = build::lines(app, user, &id).await.remove(0);
    (id, line)
}

/// Released only, received, remaining.
pub(crate) async fn parts(app: &TestApp, user: &User, commitment: &str) -> [String; 3] {
    let fragment = "AgreementLine { fulfillment { releasedOnly receivedNotInvoiced remaining } }";
    let seen = build::node(app, user, commitment, fragment).await["fulfillment"].clone();
    [
        text(&seen["releasedOnly"]),
        text(&seen["receivedNotInvoiced"]),
        text(&seen["remaining"]),
    ]
}
