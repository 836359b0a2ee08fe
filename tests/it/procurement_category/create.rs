//! `procurementCategoryCreate`.

use serde_json::{Value, json};

use super::{all, category, create, get};
use crate::ask;
use crate::harness::both;

both! {
    async fn categories_form_a_tree(app: TestApp) {
        let user = app.manager(&app.a);
        let top = category(&app, &user, "OFFICE", &Value::Null).await;
        let expected = json!({
            "id": top["id"],
            "code": "OFFICE",
            "name": "Category OFFICE",
            "version": 1,
            "parent": null,
            "ancestors": [],
            "children": {"nodes": []},
        });
        assert_eq!(top, expected);
        let paper = category(&app, &user, "PAPER", &top).await;
        let a4 = category(&app, &user, "A4", &paper).await;
        category(&app, &user, "INK", &top).await;
        let reader = app.viewer(&app.a);
        let read = get(&app, &reader, &top).await;
        assert_eq!(read["children"], json!({"nodes": [{"code": "INK"}, {"code": "PAPER"}]}));
        let read = get(&app, &reader, &a4).await;
        assert_eq!(read["parent"], json!({"id": paper["id"], "code": "PAPER"}));
        assert_eq!(read["ancestors"], json!([{"code": "OFFICE"}, {"code": "PAPER"}]));
    }

    async fn a_code_is_used_once_in_a_legal_entity_wherever_in_the_tree(app: TestApp) {
        let user = app.manager(&app.a);
        let top = category(&app, &user, "OFFICE", &Value::Null).await;
        category(&app, &user, "PAPER", &top).await;
        let again = create(&app, &user, json!({"code": "PAPER", "name": "Again"})).await;
        assert_eq!(ask::refusals(&again), ["ALREADY_USED code"]);
        category(&app, &app.manager(&app.b), "PAPER", &Value::Null).await;
    }

    async fn all_that_is_wrong_is_said_at_once_and_nothing_is_written(app: TestApp) {
        let user = app.manager(&app.a);
        let of_b = category(&app, &app.manager(&app.b), "CANARY-B", &Value::Null).await;
        for id in ask::nothing(&app, "ProcurementCategory", &of_b["id"]) {
            let wrong = json!({"code": "x".repeat(41), "name": "\t", "parentId": id});
            let refused = create(&app, &user, wrong).await;
            let expected = [
                "MALFORMED code",
                "MALFORMED name",
                "NOT_FOUND parentId",
                "REQUIRED name",
            ];
            assert_eq!(ask::refusals(&refused), expected);
            let alone = json!({"code": "MINE", "name": "Mine", "parentId": id});
            let refused = create(&app, &user, alone).await;
            assert_eq!(refused, ask::not_found("procurementCategory", "parentId"));
        }
        assert_eq!(all(&app, &user).await, json!([]));
        assert_eq!(all(&app, &app.viewer(&app.b)).await, json!([of_b]));
    }

    async fn without_the_permission_nothing_is_written(app: TestApp) {
        let input = json!({"code": "OFFICE", "name": "Forbidden"});
        let nobody = ask::not_master_data(&app);
        ask::forbidden_to(&app, &nobody, "procurementCategoryCreate", input).await;
        for le in [&app.a, &app.b] {
            assert_eq!(all(&app, &app.viewer(le)).await, json!([]));
        }
    }
}
