//! Adjustments of stock.

mod post;

use serde_json::{Value, json};

use crate::build::{act, done};
use crate::harness::TestApp;
use crate::harness::db::run;
use crate::harness::user::User;

const FIELDS: &str = "voucher {
    number documentNumber source postingDate text
    entries { glAccount { number } accountingAmount { amount } }
    itemEntries { entryType quantity remainingQuantity actualCost { amount } }
}";

/// Adjusts stock for that reason; the payload.
async fn adjust(app: &TestApp, user: &User, lines: Value) -> Value {
    let input = json!({"reason": "Count", "lines": lines});
    act(app, user, "inventoryAdjustmentPost", input, FIELDS).await
}

/// The same, done; the voucher.
async fn adjusted(app: &TestApp, user: &User, lines: Value) -> Value {
    let input = json!({"reason": "Count", "lines": lines});
    let payload = done(app, user, "inventoryAdjustmentPost", input, FIELDS).await;
    payload["voucher"].clone()
}

/// From here on items are valued at their average.
async fn average(app: &TestApp) {
    let sql = "UPDATE item SET costing_method = 'AVERAGE'";
    run(&app.test_db.admin().await, sql).await;
}
