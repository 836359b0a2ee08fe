//! `warehouseUpdate`.

use serde_json::{Value, json};

use super::{SHOWN, all, site, warehouse};
use crate::ask;
use crate::harness::user::User;
use crate::harness::{TestApp, both};

both! {
    async fn what_is_left_out_stays_and_a_warehouse_may_move(app: TestApp) {
        let user = app.manager(&app.a);
        let from = site(&app, &user, "GBG").await;
        let to = site(&app, &user, "STO").await;
        let made = warehouse(&app, &user, "W1", &from).await;
        let moved = json!({"id": made["id"], "version": 1, "siteId": to["id"]});
        let moved = ask::done(&update(&app, &user, moved).await, "warehouse");
        let mut expected = made;
        expected["site"] = json!({"id": to["id"], "code": "STO"});
        expected["version"] = json!(2);
        assert_eq!(moved, expected);
        let change = json!({"id": moved["id"], "version": 2, "code": "W2", "name": "South"});
        let changed = ask::done(&update(&app, &user, change).await, "warehouse");
        expected["code"] = json!("W2");
        expected["name"] = json!("South");
        expected["version"] = json!(3);
        assert_eq!(changed, expected);
        assert_eq!(ask::get(&app, &user, "warehouse", SHOWN, &moved["id"]).await, expected);
    }

    async fn all_that_is_wrong_is_said_at_once_and_nothing_is_changed(app: TestApp) {
        let user = app.manager(&app.a);
        let own = site(&app, &user, "GBG").await;
        let made = warehouse(&app, &user, "W1", &own).await;
        let of_b = site(&app, &app.manager(&app.b), "CANARY-B").await;
        for id in ask::nothing(&app, "Site", &of_b["id"]) {
            let wrong = json!({
                "id": made["id"], "version": 9, "code": "", "name": "x".repeat(201), "siteId": id,
            });
            let refused = update(&app, &user, wrong).await;
            let expected = [
                "MALFORMED name",
                "NOT_FOUND siteId",
                "REQUIRED code",
                "STALE_VERSION version",
            ];
            assert_eq!(ask::refusals(&refused), expected);
            assert_eq!(refused["userErrors"][0]["currentVersion"], 1);
        }
        assert_eq!(all(&app, &user).await, json!([made]));
    }

    async fn a_code_of_another_warehouse_is_refused(app: TestApp) {
        let user = app.manager(&app.a);
        let site = site(&app, &user, "GBG").await;
        warehouse(&app, &user, "W1", &site).await;
        let made = warehouse(&app, &user, "W2", &site).await;
        let change = json!({"id": made["id"], "version": 1, "code": "W1"});
        assert_eq!(ask::refusals(&update(&app, &user, change).await), ["ALREADY_USED code"]);
    }

    async fn a_foreign_id_is_answered_as_an_unknown_one(app: TestApp) {
        let manager_of_b = app.manager(&app.b);
        let site = site(&app, &manager_of_b, "GBG").await;
        let of_b = warehouse(&app, &manager_of_b, "CANARY-B", &site).await;
        for id in ask::nothing(&app, "Warehouse", &of_b["id"]) {
            let change = json!({"id": id, "version": 1, "name": "Mine"});
            let refused = update(&app, &app.manager(&app.a), change).await;
            assert_eq!(refused, ask::not_found("warehouse", "id"));
        }
        assert_eq!(all(&app, &app.viewer(&app.b)).await, json!([of_b]));
    }

    async fn without_the_permission_nothing_is_changed(app: TestApp) {
        let user = app.manager(&app.a);
        let site = site(&app, &user, "GBG").await;
        let made = warehouse(&app, &user, "W1", &site).await;
        let change = json!({"id": made["id"], "version": 1, "name": "Forbidden"});
        ask::forbidden_to(&app, &ask::not_master_data(&app), "warehouseUpdate", change).await;
        assert_eq!(all(&app, &user).await, json!([made]));
    }
}

/// The payload of a `warehouseUpdate`.
async fn update(app: &TestApp, user: &User, input: Value) -> Value {
    let shown = format!("warehouse {{ {SHOWN} }}");
    ask::payload(app, user, "warehouseUpdate", &shown, input).await
}
