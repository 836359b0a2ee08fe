//! Procurement categories.

mod create;
mod update;

use serde_json::{Value, json};

use crate::ask;
use crate::harness::TestApp;
use crate::harness::user::User;

const SHOWN: &str = "id code name version parent { id code } ancestors { code } \
                     children { nodes { code } }";

/// The payload of a `procurementCategoryCreate`.
async fn create(app: &TestApp, user: &User, input: Value) -> Value {
    let shown = format!("procurementCategory {{ {SHOWN} }}");
    ask::payload(app, user, "procurementCategoryCreate", &shown, input).await
}

/// A category of that code, below another or at the top.
pub(crate) async fn category(app: &TestApp, user: &User, code: &str, parent: &Value) -> Value {
    let name = format!("Category {code}");
    let input = json!({"code": code, "name": name, "parentId": parent["id"]});
    ask::done(&create(app, user, input).await, "procurementCategory")
}

/// A category as it is now.
async fn get(app: &TestApp, user: &User, category: &Value) -> Value {
    ask::get(app, user, "procurementCategory", SHOWN, &category["id"]).await
}

/// All categories that somebody sees.
async fn all(app: &TestApp, user: &User) -> Value {
    ask::list(app, user, "procurementCategories", SHOWN).await
}
