//! `vendorImport`, as the model of all imports (C-13).

use serde_json::{Value, json};

use super::{count, vendor};
use crate::ask::{answer, fault, forbidden_to, not_master_data, payload};
use crate::harness::{TestApp, both};

const SHOWN: &str = "vendors { id number name currency }";

fn named(names: &[&str]) -> Value {
    names.iter().map(|name| json!({ "name": name })).collect()
}

/// Code, row and field of every refusal.
fn refusals(payload: &Value) -> Vec<(String, i64, String)> {
    let errors = payload["userErrors"].as_array().expect("a list");
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let refusals = errors.iter().map(|error| {
        let path = error["field"].as_array().expect("a path");
        let path: Vec<String> = path.iter().map(text).collect();
        let row = error["elementIndex"].as_i64().expect("a row");
        (text(&error["code"]), row, path.join("."))
    });
    refusals.collect()
}

fn refusal(code: &str, row: i64, field: &str) -> (String, i64, String) {
    (code.to_owned(), row, field.to_owned())
}

both! {
    async fn rows_are_written_in_their_order(app: TestApp) {
        let user = app.manager(&app.a);
        let rows = json!([{ "name": "One" }, { "name": "Two", "currency": "SEK" }]);
        let input = json!({ "rows": rows });
        let made = payload(&app, &user, "vendorImport", SHOWN, input).await;
        assert_eq!(made["userErrors"], json!([]));
        let shown: Vec<Value> = made["vendors"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|vendor| json!([vendor["number"], vendor["name"], vendor["currency"]]))
            .collect();
        let wanted = json!([["VEN-000001", "One", "EUR"], ["VEN-000002", "Two", "SEK"]]);
        assert_eq!(json!(shown), wanted);
        assert_eq!(count(&app, &user).await, 2);
    }

    async fn all_that_is_wrong_is_said_by_its_row_and_no_row_is_written(app: TestApp) {
        let user = app.manager(&app.a);
        let rows = json!([
            { "name": "Good" },
            { "name": " ", "currency": "XXX" },
            { "name": "Good too" },
            { "name": "Bad", "vendorPostingGroupId": "no id at all" },
        ]);
        let refused = payload(&app, &user, "vendorImport", SHOWN, json!({ "rows": rows })).await;
        assert_eq!(refused["vendors"], json!([]));
        let mut said = refusals(&refused);
        said.sort();
        assert_eq!(
            said,
            [
                refusal("NOT_FOUND", 3, "rows.vendorPostingGroupId"),
                refusal("REQUIRED", 1, "rows.name"),
                refusal("UNKNOWN_CODE", 1, "rows.currency"),
            ]
        );
        assert_eq!(count(&app, &user).await, 0);
        // The sequence has no gap either.
        assert_eq!(vendor(&app, &user, "Next").await["number"], "VEN-000001");
    }

    async fn a_dry_run_shows_the_rows_and_keeps_none(app: TestApp) {
        let user = app.manager(&app.a);
        let input = json!({ "rows": named(&["One", "Two"]), "preview": true });
        let shown = payload(&app, &user, "vendorImport", SHOWN, input).await;
        assert_eq!(shown["vendors"][1]["name"], "Two");
        assert_eq!(shown["vendors"][1]["number"], "VEN-000002");
        assert_eq!(count(&app, &user).await, 0);
    }

    async fn a_key_imports_once(app: TestApp) {
        let user = app.manager(&app.a);
        let import = |names: &[&str]| {
            let query = "mutation($rows: [VendorCreateInput!]!) {
                vendorImport(input: { rows: $rows }) @idempotent(key: \"monday\") {
                    vendors { id name }
                    userErrors { code }
                }
            }";
            app.gql(&user, query, json!({ "rows": named(names) }))
        };
        let first = import(&["One", "Two"]).await;
        let again = { import(&["One", "Two"]).await };
        assert_eq!(first, again);
        assert_eq!(first["data"]["vendorImport"]["vendors"][1]["name"], "Two");
        assert_eq!(count(&app, &user).await, 2);
        let other = { import(&["Three"]).await };
        assert_eq!(fault(&other), "IDEMPOTENCY_KEY_REUSED");
    }

    async fn a_thousand_rows_are_taken_and_one_more_is_not(app: TestApp) {
        let user = app.manager(&app.a);
        let rows = |n: usize| -> Value {
            (0..n).map(|i| json!({ "name": format!("Vendor {i}") })).collect()
        };
        let input = json!({ "rows": rows(1_001) });
        let refused = answer(&app, &user, "vendorImport", "", input).await;
        assert!(refused["data"].is_null(), "{refused}");
        assert_eq!(count(&app, &user).await, 0);
        let taken = payload(&app, &user, "vendorImport", "", json!({ "rows": rows(1_000) })).await;
        assert_eq!(taken["userErrors"], json!([]));
        assert_eq!(count(&app, &user).await, 1_000);
    }
}

#[tokio::test]
async fn only_who_may_write_master_data_imports_it() {
    let app = TestApp::sqlite().await;
    let input = json!({ "rows": [] });
    let asked = forbidden_to(&app, &not_master_data(&app), "vendorImport", input).await;
    assert_eq!(asked, 3);
}
