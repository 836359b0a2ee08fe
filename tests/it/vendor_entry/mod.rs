//! Entries of the vendor ledger.

mod apply;
mod list;
mod unapply;
mod update;

use serde_json::{Value, json};

use crate::build::{act, done, over, text};
use crate::harness::TestApp;
use crate::harness::user::User;

const APPLICATION: &str = "vendorApplication { id }";

/// The payload of an application of an entry to others.
async fn applying(app: &TestApp, user: &User, entry: &str, more: Value) -> Value {
    let input = over(json!({ "vendorEntryId": entry }), more);
    act(app, user, "vendorEntryApply", input, APPLICATION).await
}

/// An application that was done; its id.
async fn applied(app: &TestApp, user: &User, entry: &str, more: Value) -> String {
    let input = over(json!({ "vendorEntryId": entry }), more);
    let payload = done(app, user, "vendorEntryApply", input, APPLICATION).await;
    text(&payload["vendorApplication"]["id"])
}
