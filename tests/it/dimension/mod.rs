//! Financial dimensions.

mod create;
mod update;

use serde_json::{Value, json};

use crate::ask;
use crate::harness::TestApp;
use crate::harness::user::User;

const SHOWN: &str = "id code name version values { nodes { code } }";

/// The payload of a `dimensionCreate`.
async fn create(app: &TestApp, user: &User, input: Value) -> Value {
    let shown = format!("dimension {{ {SHOWN} }}");
    ask::payload(app, user, "dimensionCreate", &shown, input).await
}

/// A dimension of that code.
pub(crate) async fn dimension(app: &TestApp, user: &User, code: &str) -> Value {
    let input = json!({"code": code, "name": format!("Dimension {code}")});
    ask::done(&create(app, user, input).await, "dimension")
}

/// All dimensions that somebody sees.
async fn all(app: &TestApp, user: &User) -> Value {
    ask::list(app, user, "dimensions", SHOWN).await
}
