//! `dimensionCreate`.

use serde_json::json;

use super::{SHOWN, all, create, dimension};
use crate::ask;
use crate::harness::both;

both! {
    async fn a_dimension_begins_without_values(app: TestApp) {
        let user = app.admin(&app.a);
        let input = json!({"code": "COST_CENTRE", "name": "Cost centre"});
        let made = ask::done(&create(&app, &user, input).await, "dimension");
        let expected = json!({
            "id": made["id"],
            "code": "COST_CENTRE",
            "name": "Cost centre",
            "version": 1,
            "values": {"nodes": []},
        });
        assert_eq!(made, expected);
        let read = ask::get(&app, &app.viewer(&app.a), "dimension", SHOWN, &made["id"]).await;
        assert_eq!(read, expected);
    }

    async fn a_code_is_used_once_in_a_legal_entity(app: TestApp) {
        let user = app.admin(&app.a);
        dimension(&app, &user, "PROJECT").await;
        let again = create(&app, &user, json!({"code": "PROJECT", "name": "Again"})).await;
        assert_eq!(ask::refusals(&again), ["ALREADY_USED code"]);
        dimension(&app, &app.admin(&app.b), "PROJECT").await;
    }

    async fn all_that_is_wrong_is_said_at_once_and_nothing_is_written(app: TestApp) {
        let user = app.admin(&app.a);
        let wrong = json!({"code": "x".repeat(41), "name": ""});
        let refused = create(&app, &user, wrong).await;
        assert_eq!(ask::refusals(&refused), ["MALFORMED code", "REQUIRED name"]);
        let wrong = json!({"code": "", "name": "x".repeat(201)});
        let refused = create(&app, &user, wrong).await;
        assert_eq!(ask::refusals(&refused), ["MALFORMED name", "REQUIRED code"]);
        assert_eq!(all(&app, &user).await, json!([]));
    }

    async fn without_the_permission_nothing_is_written(app: TestApp) {
        let input = json!({"code": "PROJECT", "name": "Forbidden"});
        ask::forbidden_to(&app, &ask::not_setup(&app), "dimensionCreate", input).await;
        for le in [&app.a, &app.b] {
            assert_eq!(all(&app, &app.viewer(le)).await, json!([]));
        }
    }
}
