//! Vendors, as the pattern of all nouns.

mod create;
mod import;
mod list;
mod posting;
mod update;

use serde_json::{Value, json};

use crate::harness::TestApp;
use crate::harness::user::User;

const CREATE: &str = "mutation($input: VendorCreateInput!) {
    vendorCreate(input: $input) {
        vendor { id number name currency paymentTerms deliveryTerms deliveryMode blocked version }
        userErrors { code field message elementIndex currentVersion }
    }
}";

/// The payload of a `vendorCreate`.
async fn create(app: &TestApp, user: &User, input: Value) -> Value {
    let answer = app.gql(user, CREATE, json!({ "input": input })).await;
    payload(answer, "vendorCreate")
}

/// A vendor of that name.
async fn vendor(app: &TestApp, user: &User, name: &str) -> Value {
    let made = create(app, user, json!({ "name": name })).await;
    assert_eq!(made["userErrors"], json!([]));
    made["vendor"].clone()
}

/// The payload in an answer that is no fault.
fn payload(mut answer: Value, field: &str) -> Value {
    assert_eq!(answer.get("errors"), None, "{answer}");
    answer["data"][field].take()
}

/// Codes and fields of a payload's refusals: `"REQUIRED name"`.
fn refusals(payload: &Value) -> Vec<String> {
    let errors = payload["userErrors"].as_array().expect("a list");
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    errors
        .iter()
        .map(|error| {
            let path = error["field"].as_array().expect("a path");
            let path: Vec<String> = path.iter().map(text).collect();
            format!("{} {}", text(&error["code"]), path.join("."))
        })
        .collect()
}

/// The code of an answer's only fault.
fn fault(answer: &Value) -> &str {
    let errors = answer["errors"].as_array().expect("a fault");
    assert_eq!(errors.len(), 1, "{answer}");
    answer["errors"][0]["extensions"]["code"]
        .as_str()
        .expect("every fault has a code")
}

/// How many vendors a legal entity's reader sees.
async fn count(app: &TestApp, user: &User) -> i64 {
    let answer = app.gql(user, "{ vendors { totalCount } }", json!({})).await;
    answer["data"]["vendors"]["totalCount"]
        .as_i64()
        .unwrap_or_else(|| panic!("{answer}"))
}
