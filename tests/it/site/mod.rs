//! Sites.

mod create;
mod update;

use serde_json::{Value, json};

use crate::ask;
use crate::harness::TestApp;
use crate::harness::user::User;

const SHOWN: &str = "id code name version";

/// The payload of a `siteCreate`.
async fn create(app: &TestApp, user: &User, input: Value) -> Value {
    let shown = format!("site {{ {SHOWN} }}");
    ask::payload(app, user, "siteCreate", &shown, input).await
}

/// A site of that code.
pub(crate) async fn site(app: &TestApp, user: &User, code: &str) -> Value {
    let input = json!({"code": code, "name": format!("Site {code}")});
    ask::done(&create(app, user, input).await, "site")
}

/// All sites that somebody sees.
async fn all(app: &TestApp, user: &User) -> Value {
    ask::list(app, user, "sites", SHOWN).await
}
