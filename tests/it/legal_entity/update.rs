//! `legalEntityUpdate`.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{SHOWN, itself, operator};
use crate::ask;
use crate::harness::user::User;
use crate::harness::{TestApp, both};

both! {
    async fn what_is_left_out_stays_and_others_stay_as_they_are(app: TestApp) {
        let user = app.admin(&app.a);
        let of_b = itself(&app, &app.viewer(&app.b)).await;
        let mut expected = itself(&app, &user).await;
        let steps = [
            ("name", json!("Ny AB")),
            ("releaseAmountViolation", json!("BLOCK")),
            ("agreementTieBreak", json!("MOST_REMAINING")),
            ("agreementAutoSearch", json!(true)),
        ];
        for (version, (field, new)) in (1..).zip(steps) {
            let change = json!({"version": version, field: new});
            let changed = ask::done(&update(&app, &user, change).await, "legalEntity");
            expected[field] = new;
            expected["version"] = json!(version + 1);
            assert_eq!(changed, expected);
        }
        assert_eq!(itself(&app, &app.viewer(&app.a)).await, expected);
        assert_eq!(itself(&app, &app.viewer(&app.b)).await, of_b);
    }

    async fn all_that_is_wrong_is_said_at_once_and_nothing_is_changed(app: TestApp) {
        let user = app.admin(&app.a);
        let before = itself(&app, &user).await;
        let wrong = json!({"version": 0, "name": "", "agreementAutoSearch": true});
        let refused = update(&app, &user, wrong).await;
        assert_eq!(ask::refusals(&refused), ["REQUIRED name", "STALE_VERSION version"]);
        assert_eq!(refused["userErrors"][0]["currentVersion"], 1);
        let wrong = json!({"version": 1, "name": "x".repeat(201)});
        assert_eq!(ask::refusals(&update(&app, &user, wrong).await), ["MALFORMED name"]);
        assert_eq!(itself(&app, &user).await, before);
    }

    async fn of_many_at_once_one_changes_and_the_others_are_stale(app: TestApp) {
        let user = app.admin(&app.a);
        let names = ["One", "Two", "Three", "Four"];
        let all = names
            .iter()
            .map(|name| update(&app, &user, json!({"version": 1, "name": name})));
        let payloads = join_all(all).await;
        let (done, stale): (Vec<_>, Vec<_>) =
            payloads.iter().partition(|payload| !payload["legalEntity"].is_null());
        assert_eq!((done.len(), stale.len()), (1, 3));
        for payload in stale {
            assert_eq!(ask::refusals(payload), ["STALE_VERSION version"]);
        }
    }

    async fn without_the_permission_nothing_is_changed(app: TestApp) {
        let before = itself(&app, &app.viewer(&app.a)).await;
        let mut users = ask::not_setup(&app);
        users.push(operator(&app));
        let change = json!({"version": 1, "name": "Forbidden"});
        ask::forbidden_to(&app, &users, "legalEntityUpdate", change).await;
        assert_eq!(itself(&app, &app.viewer(&app.a)).await, before);
    }
}

/// The payload of a `legalEntityUpdate`.
async fn update(app: &TestApp, user: &User, input: Value) -> Value {
    let shown = format!("legalEntity {{ {SHOWN} }}");
    ask::payload(app, user, "legalEntityUpdate", &shown, input).await
}
