//! `dimensionUpdate`.

use serde_json::{Value, json};

use super::{SHOWN, all, dimension};
use crate::ask;
use crate::harness::user::User;
use crate::harness::{TestApp, both};

both! {
    async fn what_is_left_out_stays(app: TestApp) {
        let user = app.admin(&app.a);
        let mut expected = dimension(&app, &user, "PROJECT").await;
        let id = expected["id"].clone();
        let change = json!({"id": id, "version": 1, "name": "Projects"});
        let changed = ask::done(&update(&app, &user, change).await, "dimension");
        expected["name"] = json!("Projects");
        expected["version"] = json!(2);
        assert_eq!(changed, expected);
        let change = json!({"id": id, "version": 2, "code": "PRJ"});
        let changed = ask::done(&update(&app, &user, change).await, "dimension");
        expected["code"] = json!("PRJ");
        expected["version"] = json!(3);
        assert_eq!(changed, expected);
        assert_eq!(all(&app, &user).await, json!([expected]));
    }

    async fn all_that_is_wrong_is_said_at_once_and_nothing_is_changed(app: TestApp) {
        let user = app.admin(&app.a);
        let made = dimension(&app, &user, "PROJECT").await;
        let wrong = json!({"id": made["id"], "version": 0, "code": " ", "name": "x".repeat(201)});
        let refused = update(&app, &user, wrong).await;
        let expected = ["MALFORMED name", "REQUIRED code", "STALE_VERSION version"];
        assert_eq!(ask::refusals(&refused), expected);
        assert_eq!(refused["userErrors"][0]["currentVersion"], 1);
        assert_eq!(all(&app, &user).await, json!([made]));
    }

    async fn a_code_of_another_dimension_is_refused(app: TestApp) {
        let user = app.admin(&app.a);
        dimension(&app, &user, "PROJECT").await;
        let made = dimension(&app, &user, "COST_CENTRE").await;
        let change = json!({"id": made["id"], "version": 1, "code": "PROJECT"});
        assert_eq!(ask::refusals(&update(&app, &user, change).await), ["ALREADY_USED code"]);
    }

    async fn a_foreign_id_is_answered_as_an_unknown_one(app: TestApp) {
        let of_b = dimension(&app, &app.admin(&app.b), "CANARY-B").await;
        for id in ask::nothing(&app, "Dimension", &of_b["id"]) {
            let change = json!({"id": id, "version": 1, "name": "Mine"});
            let refused = update(&app, &app.admin(&app.a), change).await;
            assert_eq!(refused, ask::not_found("dimension", "id"));
        }
        assert_eq!(all(&app, &app.viewer(&app.b)).await, json!([of_b]));
    }

    async fn without_the_permission_nothing_is_changed(app: TestApp) {
        let made = dimension(&app, &app.admin(&app.a), "PROJECT").await;
        let change = json!({"id": made["id"], "version": 1, "name": "Forbidden"});
        ask::forbidden_to(&app, &ask::not_setup(&app), "dimensionUpdate", change).await;
        assert_eq!(all(&app, &app.viewer(&app.a)).await, json!([made]));
    }
}

/// The payload of a `dimensionUpdate`.
async fn update(app: &TestApp, user: &User, input: Value) -> Value {
    let shown = format!("dimension {{ {SHOWN} }}");
    ask::payload(app, user, "dimensionUpdate", &shown, input).await
}
