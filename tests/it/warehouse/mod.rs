//! Warehouses.

mod create;
mod update;

use serde_json::{Value, json};

use crate::ask;
use crate::harness::TestApp;
use crate::harness::user::User;
use crate::site::site;

const SHOWN: &str = "id code name site { id code } version";

/// The payload of a `warehouseCreate`.
async fn create(app: &TestApp, user: &User, input: Value) -> Value {
    let shown = format!("warehouse {{ {SHOWN} }}");
    ask::payload(app, user, "warehouseCreate", &shown, input).await
}

/// A warehouse of that code at a site.
async fn warehouse(app: &TestApp, user: &User, code: &str, site: &Value) -> Value {
    let input = json!({"code": code, "name": format!("Store {code}"), "siteId": site["id"]});
    ask::done(&create(app, user, input).await, "warehouse")
}

/// All warehouses that somebody sees.
async fn all(app: &TestApp, user: &User) -> Value {
    ask::list(app, user, "warehouses", SHOWN).await
}
