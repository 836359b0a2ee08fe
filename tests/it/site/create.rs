//! `siteCreate`.

use serde_json::json;

use super::{SHOWN, all, create, site};
use crate::ask;
use crate::harness::both;

both! {
    async fn a_site_is_kept_as_it_was_given(app: TestApp) {
        let user = app.manager(&app.a);
        let input = json!({"code": "GBG", "name": "Göteborg – Süd"});
        let made = ask::done(&create(&app, &user, input).await, "site");
        let expected =
            json!({"id": made["id"], "code": "GBG", "name": "Göteborg – Süd", "version": 1});
        assert_eq!(made, expected);
        assert_eq!(ask::get(&app, &app.viewer(&app.a), "site", SHOWN, &made["id"]).await, expected);
    }

    async fn a_code_is_used_once_in_a_legal_entity(app: TestApp) {
        let user = app.manager(&app.a);
        site(&app, &user, "GBG").await;
        let again = create(&app, &user, json!({"code": "GBG", "name": "Again"})).await;
        assert_eq!(ask::refusals(&again), ["ALREADY_USED code"]);
        // Codes are compared letter by letter, and each legal entity has its own.
        site(&app, &user, "gbg").await;
        site(&app, &app.manager(&app.b), "GBG").await;
        assert_eq!(all(&app, &user).await.as_array().map(Vec::len), Some(2));
    }

    async fn all_that_is_wrong_is_said_at_once_and_nothing_is_written(app: TestApp) {
        let user = app.manager(&app.a);
        let wrong = json!({"code": " ", "name": "x".repeat(201)});
        let refused = create(&app, &user, wrong).await;
        assert_eq!(ask::refusals(&refused), ["MALFORMED name", "REQUIRED code"]);
        let wrong = json!({"code": "x".repeat(21), "name": "bell\u{7}"});
        let refused = create(&app, &user, wrong).await;
        assert_eq!(ask::refusals(&refused), ["MALFORMED code", "MALFORMED name"]);
        assert_eq!(all(&app, &user).await, json!([]));
        // As long as may be, in letters and not in bytes.
        let input = json!({"code": "ö".repeat(20), "name": "ö".repeat(200)});
        ask::done(&create(&app, &user, input).await, "site");
    }

    async fn without_the_permission_nothing_is_written(app: TestApp) {
        let input = json!({"code": "GBG", "name": "Forbidden"});
        ask::forbidden_to(&app, &ask::not_master_data(&app), "siteCreate", input).await;
        for le in [&app.a, &app.b] {
            assert_eq!(all(&app, &app.viewer(le)).await, json!([]));
        }
    }
}
