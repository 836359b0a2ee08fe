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
        let steps = [("blocked", json!(true)), ("name", json!("One")), ("code", json!("ONE"))];
        for (version, (field, new)) in (1..).zip(steps.into_iter().chain([("blocked", json!(false))]))
        {
            let change = json!({"id": id, "version": version, field: new});
            let changed = ask::done(&update(&app, &user, change).await, "dimensionValue");
            expected[field] = new;
            expected["version"] = json!(version + 1);
            assert_eq!(changed, expected);
        }
        assert_eq!(ask::get(&app, &user, "dimensionValue", SHOWN, &id).await, expected);
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
