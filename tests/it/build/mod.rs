//! What tests stand on, made through mutations: vendors, items, agreements, orders.
//!
//! Each builder takes what matters to the test as JSON, lays it over sound defaults, and gives the
//! new row's id. `act` sends any mutation and gives its payload; `done` demands that it was done.

use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value, json};

use crate::harness::TestApp;
use crate::harness::user::User;

/// All that a refusal says, and all that the release and the orders warn of.
const ERRORS: &str =
    "userErrors { code field message elementIndex remaining limit currentVersion }";

/// The whole answer to a mutation, faults included. `fields` is what to ask of the payload besides
/// its refusals.
pub(crate) async fn answer(
    app: &TestApp,
    user: &User,
    mutation: &str,
    input: Value,
    fields: &str,
) -> Value {
    let (query, variables) = request(mutation, input, fields);
    app.gql(user, &query, variables).await
}

/// The same under an idempotency key.
pub(crate) async fn answer_keyed(
    app: &TestApp,
    user: &User,
    mutation: &str,
    input: Value,
    fields: &str,
    key: &str,
) -> Value {
    let (query, variables) = request(mutation, input, fields);
    app.gql_keyed(user, &query, variables, key).await
}

fn request(mutation: &str, input: Value, fields: &str) -> (String, Value) {
    let (first, rest) = mutation.split_at(1);
    let kind = format!("{}{rest}Input", first.to_uppercase());
    let query = format!(
        "mutation($input: {kind}!) {{ {mutation}(input: $input) {{ {fields} {ERRORS} }} }}"
    );
    (query, json!({ "input": input }))
}

/// The payload of a mutation that is no fault; it may be a refusal.
pub(crate) async fn act(
    app: &TestApp,
    user: &User,
    mutation: &str,
    input: Value,
    fields: &str,
) -> Value {
    payload(answer(app, user, mutation, input, fields).await, mutation)
}

/// The payload of a mutation that was done.
pub(crate) async fn done(
    app: &TestApp,
    user: &User,
    mutation: &str,
    input: Value,
    fields: &str,
) -> Value {
    let payload = act(app, user, mutation, input, fields).await;
    assert_eq!(payload["userErrors"], json!([]), "{mutation}");
    payload
}

/// One field of an answer that is no fault.
pub(crate) fn payload(mut answer: Value, field: &str) -> Value {
    assert_eq!(answer.get("errors"), None, "{answer}");
    answer["data"][field].take()
}

/// A field of the query, as the user sees it.
pub(crate) async fn read(app: &TestApp, user: &User, field: &str, selection: &str) -> Value {
    let answer = app
        .gql(user, &format!("{{ it: {field} {selection} }}"), json!({}))
        .await;
    payload(answer, "it")
}

/// The row behind an id: `node(app, user, &id, "Agreement { status }")`.
pub(crate) async fn node(app: &TestApp, user: &User, id: &str, fragment: &str) -> Value {
    let field = format!("node(id: \"{id}\")");
    read(app, user, &field, &format!("{{ ... on {fragment} }}")).await
}

/// What was refused, in order: `"REQUIRED lines[0].itemId"`.
pub(crate) fn refusals(payload: &Value) -> Vec<String> {
    let errors = payload["userErrors"].as_array().expect("a list");
    errors
        .iter()
        .map(|error| {
            let path: Vec<&str> = error["field"]
                .as_array()
                .expect("a path")
                .iter()
                .map(|step| step.as_str().expect("text"))
                .collect();
            let path = match (error["elementIndex"].as_u64(), path.split_first()) {
                (Some(n), Some((list, rest))) => {
                    let head = format!("{list}[{n}]");
                    [vec![head.as_str()], rest.to_vec()].concat().join(".")
                }
                _ => path.join("."),
            };
            format!("{} {path}", error["code"].as_str().expect("a code"))
        })
        .collect()
}

/// What was warned of, in order: `"QUANTITY_NOT_RECOMMENDED 0"`.
pub(crate) fn warnings(payload: &Value) -> Vec<String> {
    let warnings = payload["warnings"].as_array().expect("a list");
    warnings
        .iter()
        .map(|warning| {
            let code = warning["code"].as_str().expect("a code");
            match warning["elementIndex"].as_u64() {
                Some(n) => format!("{code} {n}"),
                None => code.to_owned(),
            }
        })
        .collect()
}

/// The code of an answer's only fault.
pub(crate) fn fault(answer: &Value) -> &str {
    let errors = answer["errors"].as_array().expect("a fault");
    assert_eq!(errors.len(), 1, "{answer}");
    errors[0]["extensions"]["code"]
        .as_str()
        .expect("every fault has a code")
}

/// An object with the fields of another in place of its own.
pub(crate) fn over(mut base: Value, more: Value) -> Value {
    let own = base.as_object_mut().expect("an object");
    if let Value::Object(more) = more {
        own.extend(more);
    }
    base
}

/// A code that no other test data has.
pub(crate) fn code(prefix: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    format!("{prefix}{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

async fn made(app: &TestApp, user: &User, noun: &str, input: Value) -> String {
    let mutation = format!("{noun}Create");
    let payload = done(app, user, &mutation, input, &format!("{noun} {{ id }}")).await;
    text(&payload[noun]["id"])
}

/// A value that is text.
pub(crate) fn text(value: &Value) -> String {
    value.as_str().expect("text").to_owned()
}

/// The standard ledger set-up, with posting periods of 2025 to 2027.
pub(crate) async fn ledgers(app: &TestApp, user: &User) {
    let years = json!({"firstYear": 2025, "lastYear": 2027});
    done(app, user, "ledgerSetupInstall", years, "").await;
}

/// The id of the posting group with a type and a code, which is made where it is not there.
pub(crate) async fn group(app: &TestApp, user: &User, group_type: &str, code: &str) -> String {
    let input = json!({"groupType": group_type, "code": code, "name": code});
    let set = done(app, user, "postingGroupSet", input, "postingGroup { id }").await;
    text(&set["postingGroup"]["id"])
}

/// The id of an account of the standard chart, by its number.
pub(crate) async fn account(app: &TestApp, user: &User, number: &str) -> String {
    let all = read(app, user, "glAccounts", "{ id number }").await;
    let mut all = all.as_array().expect("a list").iter();
    let found = all.find(|account| account["number"] == number);
    text(&found.expect("an account of that number")["id"])
}

/// A vendor without terms that sells in euro.
pub(crate) async fn vendor(app: &TestApp, user: &User, more: Value) -> String {
    made(app, user, "vendor", over(json!({"name": "Vendor"}), more)).await
}

/// A procurement category, on top or below another.
pub(crate) async fn category(app: &TestApp, user: &User, parent: Option<&str>) -> String {
    let code = code("CAT-");
    let input = json!({"code": code, "name": code, "parentId": parent});
    made(app, user, "procurementCategory", input).await
}

/// An item that is bought in pieces or boxes of 12, without price and category.
pub(crate) async fn item(app: &TestApp, user: &User, more: Value) -> String {
    let plain = json!({
        "name": "Item",
        "itemType": "INVENTORY",
        "baseUnit": "PCS",
        "units": [{"unit": "BOX", "factor": "12"}],
    });
    made(app, user, "item", over(plain, more)).await
}

/// A classification without workers that allows orders.
pub(crate) async fn classification(app: &TestApp, user: &User, more: Value) -> String {
    let plain = json!({"code": code("CLS-"), "name": "Frame contract"});
    made(app, user, "agreementClassification", over(plain, more)).await
}

/// A site.
pub(crate) async fn site(app: &TestApp, user: &User) -> String {
    let input = json!({"code": code("SITE-"), "name": "Site"});
    made(app, user, "site", input).await
}

/// A warehouse at a site.
pub(crate) async fn warehouse(app: &TestApp, user: &User, site: &str) -> String {
    let input = json!({"code": code("WH-"), "name": "Warehouse", "siteId": site});
    made(app, user, "warehouse", input).await
}

/// A dimension of that code.
pub(crate) async fn dimension(app: &TestApp, user: &User, code: &str) -> String {
    made(app, user, "dimension", json!({"code": code, "name": code})).await
}

/// A value of a dimension.
pub(crate) async fn dimension_value(
    app: &TestApp,
    user: &User,
    dimension: &str,
    code: &str,
) -> String {
    let input = json!({"dimensionId": dimension, "code": code, "name": code});
    made(app, user, "dimensionValue", input).await
}

/// An agreement on hold over the year 2026, with a vendor and a classification of its own unless
/// they are given.
pub(crate) async fn agreement(app: &TestApp, user: &User, more: Value) -> String {
    let mut input = over(
        json!({"defaultEffectiveDate": "2026-01-01", "defaultExpirationDate": "2026-12-31"}),
        more,
    );
    if input.get("vendorId").is_none() {
        input["vendorId"] = json!(vendor(app, user, json!({})).await);
    }
    if input.get("agreementClassificationId").is_none() {
        input["agreementClassificationId"] = json!(classification(app, user, json!({})).await);
    }
    made(app, user, "agreement", input).await
}

/// The same, effective.
pub(crate) async fn effective(app: &TestApp, user: &User, more: Value) -> String {
    let id = agreement(app, user, more).await;
    done(app, user, "agreementActivate", json!({"id": id}), "").await;
    id
}

/// The ids of an agreement's or an order's lines, by line number.
pub(crate) async fn lines(app: &TestApp, user: &User, id: &str) -> Vec<String> {
    let selection = "{
        ... on Agreement { lines(first: 100) { nodes { id } } }
        ... on PurchaseOrder { lines(first: 100) { nodes { id } } }
    }";
    let found = read(app, user, &format!("node(id: \"{id}\")"), selection).await;
    let nodes = found["lines"]["nodes"].as_array().expect("lines");
    nodes.iter().map(|line| text(&line["id"])).collect()
}

/// A purchase order; from a vendor of its own unless a vendor or an agreement is given.
pub(crate) async fn order(app: &TestApp, user: &User, more: Value) -> String {
    let mut input = over(json!({}), more);
    if input.get("vendorId").is_none() && input.get("agreementId").is_none() {
        input["vendorId"] = json!(vendor(app, user, json!({})).await);
    }
    made(app, user, "purchaseOrder", input).await
}

/// An order released from an agreement: `lines` are those of the release.
pub(crate) async fn release(app: &TestApp, user: &User, agreement: &str, lines: Value) -> String {
    let input = json!({"agreementId": agreement, "lines": lines});
    let released = done(app, user, "agreementRelease", input, "purchaseOrder { id }").await;
    text(&released["purchaseOrder"]["id"])
}

/// The id of an account that ledgers explain, made under a number of its own.
pub(crate) async fn another(app: &TestApp, user: &User, number: &str) -> String {
    let input = json!({"number": number, "name": number, "category": "LIABILITY"});
    let set = done(app, user, "glAccountSet", input, "glAccount { id }").await;
    text(&set["glAccount"]["id"])
}

/// Posts goods of a business group to 4001, 4101 and 2451, in place of what was set up for it.
pub(crate) async fn matrix(app: &TestApp, user: &User, business: &str) {
    let input = json!({
        "businessPostingGroupId": business,
        "productPostingGroupId": group(app, user, "GENERAL_PRODUCT", "GOODS").await,
        "purchaseGlAccountId": another(app, user, "4001").await,
        "lineDiscountGlAccountId": another(app, user, "4011").await,
        "directCostAppliedGlAccountId": another(app, user, "4101").await,
        "overheadAppliedGlAccountId": another(app, user, "4111").await,
        "purchaseVarianceGlAccountId": another(app, user, "4121").await,
        "accrualGlAccountId": another(app, user, "2451").await,
    });
    done(app, user, "generalPostingSetupSet", input, "").await;
}
