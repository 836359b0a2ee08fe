//! Agreements: their life, their releases, their versions and what of them is fulfilled.

mod activate;
mod bad_input;
mod close;
mod confirm;
mod create;
mod currency_change;
mod delete;
mod fulfillment;
mod hold;
mod import;
mod list;
mod maximum;
mod preview;
mod price;
mod release;
mod twin_create;
mod update;
mod versions;

use serde_json::{Value, json};

use crate::build;
use crate::harness::TestApp;
use crate::harness::user::User;

/// How many agreements a legal entity's reader sees.
async fn count(app: &TestApp, user: &User) -> Value {
    build::read(app, user, "agreements", "{ totalCount }").await["totalCount"].clone()
}

/// An item at 4.00 and an effective agreement that promises 1,000 pieces of it at 4.00, with what
/// else the commitment has: the agreement, its line, the item.
async fn thousand(app: &TestApp, user: &User, more: Value) -> (String, String, String) {
    let item = build::item(app, user, json!({"purchasePrice": "4.60"})).await;
    let line = json!({"itemId": item, "quantity": "1000", "unitPrice": "4.00"});
    let lines = json!([build::over(line, more)]);
    let agreement = build::effective(app, user, json!({"lines": lines})).await;
    let line = build::lines(app, user, &agreement).await.remove(0);
    (agreement, line, item)
}

/// Where an agreement stands.
async fn status(app: &TestApp, user: &User, id: &str) -> Value {
    build::node(app, user, id, "Agreement { status }").await["status"].clone()
}

/// An agreement's version, to be sent back.
async fn version(app: &TestApp, user: &User, id: &str) -> Value {
    build::node(app, user, id, "Agreement { version }").await["version"].clone()
}

/// One line of a release.
fn draw(line: &str, quantity: &str) -> Value {
    json!([{"agreementLineId": line, "quantity": quantity}])
}

/// The payload of a release; it may be a refusal.
async fn release(app: &TestApp, user: &User, id: &str, lines: Value, fields: &str) -> Value {
    let input = json!({"agreementId": id, "lines": lines});
    build::act(app, user, "agreementRelease", input, fields).await
}
