//! Number sequences.

mod create;
mod update;

use serde_json::{Value, json};

use crate::ask;
use crate::harness::TestApp;
use crate::harness::user::User;

const SHOWN: &str = "id scope prefix digits next maximum continuous manual version";

/// All sequences that somebody sees.
async fn all(app: &TestApp, user: &User) -> Value {
    let query = format!("{{ numberSequences {{ {SHOWN} }} }}");
    let mut answer = app.gql(user, &query, json!({})).await;
    assert_eq!(answer.get("errors"), None, "{answer}");
    answer["data"]["numberSequences"].take()
}

/// The sequence of a scope.
async fn sequence(app: &TestApp, user: &User, scope: &str) -> Value {
    let all = all(app, user).await;
    let all = all.as_array().expect("a list");
    let found = all.iter().find(|sequence| sequence["scope"] == scope);
    found.expect("a sequence of every scope").clone()
}

/// The payload of a `vendorCreate`, with a typed number or none.
async fn vendor(app: &TestApp, user: &User, number: Option<&str>) -> Value {
    let input = json!({"name": "Nord", "number": number});
    ask::payload(app, user, "vendorCreate", "vendor { number }", input).await
}

/// The number that a new vendor gets.
async fn drawn(app: &TestApp, user: &User) -> Value {
    ask::done(&vendor(app, user, None).await, "vendor")["number"].clone()
}
