//! `dimensionValueUpdate`.

use serde_json::{Value, json};

use super::{SHOWN, all, dimension, value};
use crate::ask;
use crate::harness::user::User;
use crate::harness::{TestApp, both};

both! {
    async fn what_is_left_out_stays_and_a_value_is_blocked_and_freed(app: TestApp) {
        let user = app.admin(&app.a);
        let project = dimension(&app, &user, "PROJECT").await;
        let mut expected = value(&app, &user, "1", &project).await;
        let id = expected["id"].clone();
        let steps = [
            ("blocked", json!(true)),
            ("name", json!("One")),
            ("code", json!("ONE")),
            ("blocked", json!(false)),
        ];
        for (version, (field, new)) in (1..).zip(steps) {
            let change = json!({"id": id, "version": version, field: new});
            let changed = ask::done(&update(&app, &user, change).await, "dimensionValue");
            expected[field] = new;
            expected["version"] = json!(version + 1);
            assert_eq!(changed, expected);
        }
        assert_eq!(ask::get(&app, &user, "dimensionValue", SHOWN, &id).await, expected);
    }

    async fn a_blocked_value_goes_into_no_new_document(app: TestApp) {
        let user = app.admin(&app.a);
        let project = dimension(&app, &user, "PROJECT").await;
        let centre = dimension(&app, &user, "COST_CENTRE").await;
        let of_project = value(&app, &user, "1", &project).await;
        let of_centre = value(&app, &user, "1", &centre).await;
        let pair = |dimension: &Value, value: &Value| {
            json!({"dimensionId": dimension["id"], "dimensionValueId": value["id"]})
        };
        let (one, two) = (pair(&centre, &of_centre), pair(&project, &of_project));
        let made = agreement(&app, &user, json!([one, two])).await;
        let made = ask::done(&made, "agreement");
        let mut shown = made["dimensions"].as_array().expect("values").clone();
        shown.sort_by_key(|pair| pair["dimension"]["code"].as_str().map(str::to_owned));
        let expected = ["COST_CENTRE", "PROJECT"]
            .map(|code| json!({"dimension": {"code": code}, "value": {"code": "1"}}));
        assert_eq!(json!(shown), json!(expected));

        let block = json!({"id": of_project["id"], "version": 1, "blocked": true});
        ask::done(&update(&app, &user, block).await, "dimensionValue");
        let refused = agreement(&app, &user, json!([one, two])).await;
        let expected = ["DIMENSION_VALUE_BLOCKED dimensions[1].dimensionValueId"];
        assert_eq!(ask::refusals(&refused), expected);
        let refused = agreement(&app, &user, json!([one, one, pair(&centre, &of_project)])).await;
        let expected = [
            "DUPLICATE dimensions[1].dimensionId",
            "DUPLICATE dimensions[2].dimensionId",
            "NOT_FOUND dimensions[2].dimensionValueId",
        ];
        assert_eq!(ask::refusals(&refused), expected);
        // The document that has it keeps it.
        let query = "{ agreements { nodes { dimensions { value { blocked } } } } }";
        let answer = app.gql(&user, query, json!({})).await;
        let agreements = answer["data"]["agreements"]["nodes"].as_array().expect("a list");
        assert_eq!(agreements.len(), 1);
        let kept = json!({"value": {"blocked": true}});
        assert!(agreements[0]["dimensions"].as_array().is_some_and(|all| all.contains(&kept)));
    }

    async fn all_that_is_wrong_is_said_at_once_and_nothing_is_changed(app: TestApp) {
        let user = app.admin(&app.a);
        let project = dimension(&app, &user, "PROJECT").await;
        let made = value(&app, &user, "1", &project).await;
        let wrong = json!({
            "id": made["id"], "version": 2, "code": "", "name": "x".repeat(201), "blocked": true,
        });
        let refused = update(&app, &user, wrong).await;
        let expected = ["MALFORMED name", "REQUIRED code", "STALE_VERSION version"];
        assert_eq!(ask::refusals(&refused), expected);
        assert_eq!(refused["userErrors"][0]["currentVersion"], 1);
        assert_eq!(all(&app, &user).await, json!([made]));
    }

    async fn a_code_of_another_value_of_the_dimension_is_refused(app: TestApp) {
        let user = app.admin(&app.a);
        let project = dimension(&app, &user, "PROJECT").await;
        value(&app, &user, "1", &project).await;
        let made = value(&app, &user, "2", &project).await;
        let change = json!({"id": made["id"], "version": 1, "code": "1"});
        assert_eq!(ask::refusals(&update(&app, &user, change).await), ["ALREADY_USED code"]);
    }

    async fn a_foreign_id_is_answered_as_an_unknown_one(app: TestApp) {
        let admin_of_b = app.admin(&app.b);
        let project = dimension(&app, &admin_of_b, "PROJECT").await;
        let of_b = value(&app, &admin_of_b, "CANARY-B", &project).await;
        for id in ask::nothing(&app, "DimensionValue", &of_b["id"]) {
            let change = json!({"id": id, "version": 1, "blocked": true});
            let refused = update(&app, &app.admin(&app.a), change).await;
            assert_eq!(refused, ask::not_found("dimensionValue", "id"));
        }
        assert_eq!(all(&app, &app.viewer(&app.b)).await, json!([of_b]));
    }

    async fn without_the_permission_nothing_is_changed(app: TestApp) {
        let user = app.admin(&app.a);
        let project = dimension(&app, &user, "PROJECT").await;
        let made = value(&app, &user, "1", &project).await;
        let change = json!({"id": made["id"], "version": 1, "blocked": true});
        ask::forbidden_to(&app, &ask::not_setup(&app), "dimensionValueUpdate", change).await;
        assert_eq!(all(&app, &user).await, json!([made]));
    }
}

/// The payload of a `dimensionValueUpdate`.
async fn update(app: &TestApp, user: &User, input: Value) -> Value {
    let shown = format!("dimensionValue {{ {SHOWN} }}");
    ask::payload(app, user, "dimensionValueUpdate", &shown, input).await
}

/// The payload of an `agreementCreate` with these dimension values.
async fn agreement(app: &TestApp, user: &User, dimensions: Value) -> Value {
    let vendor = json!({"name": "Nord"});
    let vendor = ask::payload(app, user, "vendorCreate", "vendor { id }", vendor).await;
    let code = vendor["vendor"]["id"].as_str().expect("an id");
    let code: String = code.chars().rev().take(20).collect();
    let classification = json!({"code": code, "name": "Frame"});
    let mutation = "agreementClassificationCreate";
    let shown = "agreementClassification { id }";
    let classification = ask::payload(app, user, mutation, shown, classification).await;
    let input = json!({
        "vendorId": ask::done(&vendor, "vendor")["id"],
        "agreementClassificationId": ask::done(&classification, "agreementClassification")["id"],
        "defaultExpirationDate": "2026-12-31",
        "dimensions": dimensions,
    });
    let shown = "agreement { dimensions { dimension { code } value { code } } }";
    ask::payload(app, user, "agreementCreate", shown, input).await
}
