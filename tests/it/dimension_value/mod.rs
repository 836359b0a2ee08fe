//! Values of financial dimensions.

mod create;
mod update;

use serde_json::{Value, json};

use crate::ask;
use crate::dimension::dimension;
use crate::harness::TestApp;
use crate::harness::user::User;

const SHOWN: &str = "id code name blocked version dimension { id code }";

/// The payload of a `dimensionValueCreate`.
async fn create(app: &TestApp, user: &User, input: Value) -> Value {
    let shown = format!("dimensionValue {{ {SHOWN} }}");
    ask::payload(app, user, "dimensionValueCreate", &shown, input).await
}

/// A value of that code in a dimension.
async fn value(app: &TestApp, user: &User, code: &str, dimension: &Value) -> Value {
    let name = format!("Value {code}");
    let input = json!({"code": code, "name": name, "dimensionId": dimension["id"]});
    ask::done(&create(app, user, input).await, "dimensionValue")
}

/// All dimension values that somebody sees.
async fn all(app: &TestApp, user: &User) -> Value {
    ask::list(app, user, "dimensionValues", SHOWN).await
}
