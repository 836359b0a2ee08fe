//! `siteUpdate`.

use serde_json::{Value, json};

use super::{SHOWN, all, site};
use crate::ask;
use crate::harness::user::User;
use crate::harness::{TestApp, both};

both! {
    async fn what_is_left_out_stays(app: TestApp) {
        let user = app.manager(&app.a);
        let made = site(&app, &user, "GBG").await;
        let renamed = json!({"id": made["id"], "version": 1, "name": "Göteborg"});
        let renamed = ask::done(&update(&app, &user, renamed).await, "site");
        let expected =
            json!({"id": made["id"], "code": "GBG", "name": "Göteborg", "version": 2});
        assert_eq!(renamed, expected);
        let recoded = json!({"id": made["id"], "version": 2, "code": "GOT"});
        let recoded = ask::done(&update(&app, &user, recoded).await, "site");
        let expected =
            json!({"id": made["id"], "code": "GOT", "name": "Göteborg", "version": 3});
        assert_eq!(recoded, expected);
        assert_eq!(ask::get(&app, &user, "site", SHOWN, &made["id"]).await, expected);
    }

    async fn all_that_is_wrong_is_said_at_once_and_nothing_is_changed(app: TestApp) {
        let user = app.manager(&app.a);
        let made = site(&app, &user, "GBG").await;
        let wrong = json!({"id": made["id"], "version": 2, "code": "x".repeat(21), "name": ""});
        let refused = update(&app, &user, wrong).await;
        let expected = ["MALFORMED code", "REQUIRED name", "STALE_VERSION version"];
        assert_eq!(ask::refusals(&refused), expected);
        assert_eq!(refused["userErrors"][0]["currentVersion"], 1);
        assert_eq!(all(&app, &user).await, json!([made]));
    }

    async fn a_code_of_another_site_is_refused(app: TestApp) {
        let user = app.manager(&app.a);
        site(&app, &user, "GBG").await;
        let made = site(&app, &user, "STO").await;
        let change = json!({"id": made["id"], "version": 1, "code": "GBG", "name": "No"});
        let refused = update(&app, &user, change).await;
        assert_eq!(ask::refusals(&refused), ["ALREADY_USED code"]);
        // Its own code is no other's.
        let change = json!({"id": made["id"], "version": 1, "code": "STO"});
        assert_eq!(ask::done(&update(&app, &user, change).await, "site")["version"], 2);
    }

    async fn a_foreign_id_is_answered_as_an_unknown_one(app: TestApp) {
        let of_b = site(&app, &app.manager(&app.b), "CANARY-B").await;
        for id in ask::nothing(&app, "Site", &of_b["id"]) {
            let change = json!({"id": id, "version": 1, "name": "Mine"});
            let refused = update(&app, &app.manager(&app.a), change).await;
            assert_eq!(refused, ask::not_found("site", "id"));
        }
        assert_eq!(all(&app, &app.viewer(&app.b)).await, json!([of_b]));
    }

    async fn without_the_permission_nothing_is_changed(app: TestApp) {
        let made = site(&app, &app.manager(&app.a), "GBG").await;
        let change = json!({"id": made["id"], "version": 1, "name": "Forbidden"});
        ask::forbidden_to(&app, &ask::not_master_data(&app), "siteUpdate", change).await;
        assert_eq!(all(&app, &app.viewer(&app.a)).await, json!([made]));
    }
}

/// The payload of a `siteUpdate`.
async fn update(app: &TestApp, user: &User, input: Value) -> Value {
    let shown = format!("site {{ {SHOWN} }}");
    ask::payload(app, user, "siteUpdate", &shown, input).await
}
