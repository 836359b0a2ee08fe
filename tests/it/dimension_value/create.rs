//! `dimensionValueCreate`.

use serde_json::json;

use super::{SHOWN, all, create, dimension, value};
use crate::ask;
use crate::harness::both;

both! {
    async fn a_value_belongs_to_its_dimension_and_is_free_unless_said(app: TestApp) {
        let user = app.admin(&app.a);
        let project = dimension(&app, &user, "PROJECT").await;
        let free = value(&app, &user, "P2", &project).await;
        let expected = json!({
            "id": free["id"],
            "code": "P2",
            "name": "Value P2",
            "blocked": false,
            "version": 1,
            "dimension": {"id": project["id"], "code": "PROJECT"},
        });
        assert_eq!(free, expected);
        let reader = app.viewer(&app.a);
        let read = ask::get(&app, &reader, "dimensionValue", SHOWN, &free["id"]).await;
        assert_eq!(read, expected);

        let blocked = json!({
            "dimensionId": project["id"], "code": "P1", "name": "Old", "blocked": true,
        });
        let blocked = ask::done(&create(&app, &user, blocked).await, "dimensionValue");
        assert_eq!(blocked["blocked"], true);
        let values = "values { nodes { code } }";
        let read = ask::get(&app, &reader, "dimension", values, &project["id"]).await;
        assert_eq!(read, json!({"values": {"nodes": [{"code": "P1"}, {"code": "P2"}]}}));
    }

    async fn a_code_is_used_once_in_a_dimension(app: TestApp) {
        let user = app.admin(&app.a);
        let project = dimension(&app, &user, "PROJECT").await;
        let centre = dimension(&app, &user, "COST_CENTRE").await;
        value(&app, &user, "1", &project).await;
        let again = json!({"dimensionId": project["id"], "code": "1", "name": "Again"});
        assert_eq!(ask::refusals(&create(&app, &user, again).await), ["ALREADY_USED code"]);
        value(&app, &user, "1", &centre).await;
        assert_eq!(all(&app, &user).await.as_array().map(Vec::len), Some(2));
    }

    async fn all_that_is_wrong_is_said_at_once_and_nothing_is_written(app: TestApp) {
        let user = app.admin(&app.a);
        let of_b = dimension(&app, &app.admin(&app.b), "CANARY-B").await;
        for id in ask::nothing(&app, "Dimension", &of_b["id"]) {
            let wrong = json!({"dimensionId": id, "code": "x".repeat(41), "name": ""});
            let refused = create(&app, &user, wrong).await;
            let expected = ["MALFORMED code", "NOT_FOUND dimensionId", "REQUIRED name"];
            assert_eq!(ask::refusals(&refused), expected);
            let alone = json!({"dimensionId": id, "code": "1", "name": "Mine"});
            let refused = create(&app, &user, alone).await;
            assert_eq!(refused, ask::not_found("dimensionValue", "dimensionId"));
        }
        for le in [&app.a, &app.b] {
            assert_eq!(all(&app, &app.viewer(le)).await, json!([]));
        }
    }

    async fn without_the_permission_nothing_is_written(app: TestApp) {
        let project = dimension(&app, &app.admin(&app.a), "PROJECT").await;
        let input = json!({"dimensionId": project["id"], "code": "1", "name": "Forbidden"});
        ask::forbidden_to(&app, &ask::not_setup(&app), "dimensionValueCreate", input).await;
        assert_eq!(all(&app, &app.viewer(&app.a)).await, json!([]));
    }
}
