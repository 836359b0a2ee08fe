//! `procurementCategoryUpdate`.

use futures_util::future::join;
use serde_json::{Value, json};

use super::{SHOWN, all, category, get};
use crate::ask;
use crate::harness::user::User;
use crate::harness::{TestApp, both};

both! {
    async fn what_is_left_out_stays_and_a_category_moves_with_all_below_it(app: TestApp) {
        let user = app.manager(&app.a);
        let one = category(&app, &user, "ONE", &Value::Null).await;
        let two = category(&app, &user, "TWO", &one).await;
        let three = category(&app, &user, "THREE", &two).await;
        let other = category(&app, &user, "OTHER", &Value::Null).await;

        let moved = json!({"id": two["id"], "version": 1, "parentId": other["id"]});
        let moved = ask::done(&update(&app, &user, moved).await, "procurementCategory");
        assert_eq!(moved["parent"]["code"], "OTHER");
        assert_eq!((&moved["code"], &moved["version"]), (&json!("TWO"), &json!(2)));
        let below = get(&app, &user, &three).await;
        assert_eq!(below["ancestors"], json!([{"code": "OTHER"}, {"code": "TWO"}]));

        let renamed = json!({"id": two["id"], "version": 2, "code": "ZWEI", "name": "Zwei"});
        let renamed = ask::done(&update(&app, &user, renamed).await, "procurementCategory");
        assert_eq!(renamed["parent"]["code"], "OTHER");
        assert_eq!((&renamed["code"], &renamed["name"]), (&json!("ZWEI"), &json!("Zwei")));

        let to_the_top = json!({"id": two["id"], "version": 3, "parentId": null});
        let top = ask::done(&update(&app, &user, to_the_top).await, "procurementCategory");
        assert_eq!((&top["parent"], &top["ancestors"]), (&Value::Null, &json!([])));
        assert_eq!(get(&app, &user, &two).await, top);
    }

    async fn a_category_does_not_come_below_itself(app: TestApp) {
        let user = app.manager(&app.a);
        let one = category(&app, &user, "ONE", &Value::Null).await;
        let two = category(&app, &user, "TWO", &one).await;
        let three = category(&app, &user, "THREE", &two).await;
        let before = all(&app, &user).await;
        for parent in [&one, &two, &three] {
            let change = json!({"id": one["id"], "version": 1, "parentId": parent["id"]});
            let refused = update(&app, &user, change).await;
            assert_eq!(ask::refusals(&refused), ["CATEGORY_CYCLE parentId"]);
        }
        assert_eq!(all(&app, &user).await, before);
        // Up is no circle.
        let change = json!({"id": three["id"], "version": 1, "parentId": one["id"]});
        ask::done(&update(&app, &user, change).await, "procurementCategory");
    }

    async fn two_moves_at_once_make_no_circle_together(app: TestApp) {
        let user = app.manager(&app.a);
        let one = category(&app, &user, "ONE", &Value::Null).await;
        let two = category(&app, &user, "TWO", &Value::Null).await;
        let below = |mover: &Value, parent: &Value| {
            json!({"id": mover["id"], "version": 1, "parentId": parent["id"]})
        };
        let (first, second) = join(
            update(&app, &user, below(&one, &two)),
            update(&app, &user, below(&two, &one)),
        )
        .await;
        let refused: Vec<_> = [&first, &second]
            .into_iter()
            .filter(|payload| payload["procurementCategory"].is_null())
            .collect();
        assert_eq!(refused.len(), 1, "{first} {second}");
        assert_eq!(ask::refusals(refused[0]), ["CATEGORY_CYCLE parentId"]);
    }

    async fn all_that_is_wrong_is_said_at_once_and_nothing_is_changed(app: TestApp) {
        let user = app.manager(&app.a);
        let made = category(&app, &user, "ONE", &Value::Null).await;
        let of_b = category(&app, &app.manager(&app.b), "CANARY-B", &Value::Null).await;
        for id in ask::nothing(&app, "ProcurementCategory", &of_b["id"]) {
            let wrong = json!({
                "id": made["id"],
                "version": 3,
                "code": "",
                "name": "x".repeat(201),
                "parentId": id,
            });
            let refused = update(&app, &user, wrong).await;
            let expected = [
                "MALFORMED name",
                "NOT_FOUND parentId",
                "REQUIRED code",
                "STALE_VERSION version",
            ];
            assert_eq!(ask::refusals(&refused), expected);
            assert_eq!(refused["userErrors"][0]["currentVersion"], 1);
        }
        assert_eq!(all(&app, &user).await, json!([made]));
    }

    async fn a_code_of_another_category_is_refused(app: TestApp) {
        let user = app.manager(&app.a);
        category(&app, &user, "ONE", &Value::Null).await;
        let made = category(&app, &user, "TWO", &Value::Null).await;
        let change = json!({"id": made["id"], "version": 1, "code": "ONE"});
        assert_eq!(ask::refusals(&update(&app, &user, change).await), ["ALREADY_USED code"]);
    }

    async fn a_foreign_id_is_answered_as_an_unknown_one(app: TestApp) {
        let of_b = category(&app, &app.manager(&app.b), "CANARY-B", &Value::Null).await;
        let user = app.manager(&app.a);
        let own = category(&app, &user, "ONE", &Value::Null).await;
        for id in ask::nothing(&app, "ProcurementCategory", &of_b["id"]) {
            for change in [
                json!({"id": id, "version": 1, "name": "Mine"}),
                json!({"id": id, "version": 1, "parentId": own["id"]}),
                json!({"id": id, "version": 1, "parentId": null}),
            ] {
                let refused = update(&app, &user, change).await;
                assert_eq!(refused, ask::not_found("procurementCategory", "id"));
            }
        }
        assert_eq!(all(&app, &app.viewer(&app.b)).await, json!([of_b]));
    }

    async fn without_the_permission_nothing_is_changed(app: TestApp) {
        let made = category(&app, &app.manager(&app.a), "ONE", &Value::Null).await;
        let change = json!({"id": made["id"], "version": 1, "name": "Forbidden"});
        let nobody = ask::not_master_data(&app);
        ask::forbidden_to(&app, &nobody, "procurementCategoryUpdate", change).await;
        assert_eq!(all(&app, &app.viewer(&app.a)).await, json!([made]));
    }
}

/// The payload of a `procurementCategoryUpdate`.
async fn update(app: &TestApp, user: &User, input: Value) -> Value {
    let shown = format!("procurementCategory {{ {SHOWN} }}");
    ask::payload(app, user, "procurementCategoryUpdate", &shown, input).await
}
