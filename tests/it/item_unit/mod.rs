//! The units that items may be bought in besides their base units.

mod add;
mod remove;

use serde_json::{Value, json};

use crate::ask;
use crate::harness::TestApp;
use crate::harness::user::User;
use crate::item::item;

const SHOWN: &str = "id unit factor item { id name }";

/// The units of an item.
async fn units(app: &TestApp, user: &User, item: &Value) -> Value {
    let shown = format!("units {{ {SHOWN} }}");
    let item = ask::get(app, user, "item", &shown, &item["id"]).await;
    item["units"].clone()
}

/// The payload of an `itemUnitAdd`.
async fn add(app: &TestApp, user: &User, item: &Value, unit: &str, factor: &str) -> Value {
    let shown = format!("itemUnit {{ {SHOWN} }}");
    let input = json!({"itemId": item["id"], "unit": unit, "factor": factor});
    ask::payload(app, user, "itemUnitAdd", &shown, input).await
}
