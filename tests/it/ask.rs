//! What the tests of master data ask of the graph: one mutation, its refusals, its faults.

use serde_json::{Value, json};

use crate::harness::TestApp;
use crate::harness::fill::global_of;
use crate::harness::user::User;

/// The whole answer to a mutation: `siteCreate`, with what is to be shown in its payload.
pub(crate) async fn answer(
    app: &TestApp,
    user: &User,
    mutation: &str,
    shown: &str,
    input: Value,
) -> Value {
    let (query, variables) = request(mutation, shown, input);
    app.gql(user, &query, variables).await
}

/// The payload of a mutation that is no fault.
pub(crate) async fn payload(
    app: &TestApp,
    user: &User,
    mutation: &str,
    shown: &str,
    input: Value,
) -> Value {
    let mut answer = answer(app, user, mutation, shown, input).await;
    assert_eq!(answer.get("errors"), None, "{answer}");
    answer["data"][mutation].take()
}

/// A mutation's query and variables.
pub(crate) fn request(mutation: &str, shown: &str, input: Value) -> (String, Value) {
    let (first, rest) = mutation.split_at(1);
    let kind = first.to_uppercase() + rest;
    let query = format!(
        "mutation($input: {kind}Input!) {{
            {mutation}(input: $input) {{
                {shown}
                userErrors {{ code field message elementIndex currentVersion limit }}
            }}
        }}"
    );
    (query, json!({ "input": input }))
}

/// What came of an act that was done, and nothing was refused.
pub(crate) fn done(payload: &Value, object: &str) -> Value {
    assert_eq!(payload["userErrors"], json!([]));
    assert!(!payload[object].is_null(), "{payload}");
    payload[object].clone()
}

/// Codes and fields of a refused act, sorted: `"REQUIRED name"`, `"DUPLICATE names[1].language"`.
/// Nothing came of it otherwise.
pub(crate) fn refusals(payload: &Value) -> Vec<String> {
    let all = payload.as_object().expect("a payload");
    for (field, value) in all.iter().filter(|(field, _)| *field != "userErrors") {
        assert!(value.is_null(), "refused, and yet {field}: {payload}");
    }
    let errors = payload["userErrors"].as_array().expect("a list");
    let mut refusals: Vec<String> = errors.iter().map(refusal).collect();
    refusals.sort();
    refusals
}

fn refusal(error: &Value) -> String {
    let path = error["field"].as_array().expect("a path");
    let mut path: Vec<String> = path
        .iter()
        .map(|step| step.as_str().expect("a step").to_owned())
        .collect();
    if let (Some(list), Some(nth)) = (path.first_mut(), error["elementIndex"].as_i64()) {
        *list = format!("{list}[{nth}]");
    }
    let code = error["code"].as_str().expect("a code");
    format!("{code} {}", path.join("."))
}

/// The code of an answer's only fault.
pub(crate) fn fault(answer: &Value) -> &str {
    let errors = answer["errors"].as_array();
    let errors = errors.unwrap_or_else(|| panic!("no fault: {answer}"));
    assert_eq!(errors.len(), 1, "{answer}");
    answer["errors"][0]["extensions"]["code"]
        .as_str()
        .expect("every fault has a code")
}

/// Nobody of these may do this, and nobody without a token.
pub(crate) async fn forbidden_to(
    app: &TestApp,
    users: &[User],
    mutation: &str,
    input: Value,
) -> usize {
    for user in users {
        let answer = answer(app, user, mutation, "", input.clone()).await;
        assert_eq!(fault(&answer), "FORBIDDEN", "{user:?}");
    }
    let (query, variables) = request(mutation, "", input);
    let answer = app.gql_as_nobody(&query, variables).await;
    assert_eq!(fault(&answer), "UNAUTHENTICATED");
    users.len()
}

/// Who may not write the master data of A: readers and buyers of A, and a manager of B only who
/// names A.
pub(crate) fn not_master_data(app: &TestApp) -> Vec<User> {
    let stranger = app.manager(&app.b).at(&app.a);
    vec![app.viewer(&app.a), app.buyer(&app.a), stranger]
}

/// Who may not set A up: managers of A besides.
pub(crate) fn not_setup(app: &TestApp) -> Vec<User> {
    let mut users = not_master_data(app);
    users.push(app.manager(&app.a));
    users.push(app.admin(&app.b).at(&app.a));
    users
}

/// Ids that name nothing here: a foreign one, one that never was, no id, one of another type.
pub(crate) fn nothing(app: &TestApp, node: &str, foreign: &Value) -> [Value; 4] {
    let unknown = global_of(node, app.clock.id());
    let other_type = global_of("LegalEntity", app.a.id.0);
    [
        foreign.clone(),
        json!(unknown),
        json!("no id at all"),
        json!(other_type),
    ]
}

/// What is said of an id that names nothing: the same for every such id.
pub(crate) fn not_found(object: &str, field: &str) -> Value {
    json!({
        object: null,
        "userErrors": [{
            "code": "NOT_FOUND",
            "field": [field],
            "message": "nothing with this id was found",
            "elementIndex": null,
            "currentVersion": null,
            "limit": null,
        }],
    })
}

/// The rows of a root list, whole, as a reader sees them.
pub(crate) async fn list(app: &TestApp, user: &User, field: &str, shown: &str) -> Value {
    let query = format!("{{ {field} {{ nodes {{ {shown} }} totalCount }} }}");
    let mut answer = app.gql(user, &query, json!({})).await;
    assert_eq!(answer.get("errors"), None, "{answer}");
    let list = answer["data"][field].take();
    let n = list["nodes"].as_array().expect("a list").len();
    assert_eq!(list["totalCount"], n, "{list}");
    list["nodes"].clone()
}

/// An object by its id, from its root field.
pub(crate) async fn get(app: &TestApp, user: &User, field: &str, shown: &str, id: &Value) -> Value {
    let query = format!("query($id: ID!) {{ {field}(id: $id) {{ {shown} }} }}");
    let mut answer = app.gql(user, &query, json!({ "id": id })).await;
    assert_eq!(answer.get("errors"), None, "{answer}");
    answer["data"][field].take()
}
