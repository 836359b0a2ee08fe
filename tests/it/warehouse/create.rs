//! `warehouseCreate`.

use serde_json::json;

use super::{SHOWN, all, create, site, warehouse};
use crate::ask;
use crate::harness::both;

both! {
    async fn a_warehouse_stands_at_its_site(app: TestApp) {
        let user = app.manager(&app.a);
        let site = site(&app, &user, "GBG").await;
        let input = json!({"code": "W1", "name": "North", "siteId": site["id"]});
        let made = ask::done(&create(&app, &user, input).await, "warehouse");
        let expected = json!({
            "id": made["id"],
            "code": "W1",
            "name": "North",
            "site": {"id": site["id"], "code": "GBG"},
            "version": 1,
        });
        assert_eq!(made, expected);
        let read = ask::get(&app, &app.viewer(&app.a), "warehouse", SHOWN, &made["id"]).await;
        assert_eq!(read, expected);
    }

    async fn a_code_is_used_once_in_a_legal_entity_whatever_the_site(app: TestApp) {
        let user = app.manager(&app.a);
        let one = site(&app, &user, "GBG").await;
        let other = site(&app, &user, "STO").await;
        warehouse(&app, &user, "W1", &one).await;
        let again = json!({"code": "W1", "name": "Again", "siteId": other["id"]});
        assert_eq!(ask::refusals(&create(&app, &user, again).await), ["ALREADY_USED code"]);
        let manager_of_b = app.manager(&app.b);
        let of_b = site(&app, &manager_of_b, "GBG").await;
        warehouse(&app, &manager_of_b, "W1", &of_b).await;
    }

    async fn all_that_is_wrong_is_said_at_once_and_nothing_is_written(app: TestApp) {
        let user = app.manager(&app.a);
        let of_b = site(&app, &app.manager(&app.b), "CANARY-B").await;
        for id in ask::nothing(&app, "Site", &of_b["id"]) {
            let wrong = json!({"code": "x".repeat(21), "name": " ", "siteId": id});
            let refused = create(&app, &user, wrong).await;
            let expected = ["MALFORMED code", "NOT_FOUND siteId", "REQUIRED name"];
            assert_eq!(ask::refusals(&refused), expected);
            let alone = json!({"code": "W1", "name": "Mine", "siteId": id});
            let refused = create(&app, &user, alone).await;
            assert_eq!(refused, ask::not_found("warehouse", "siteId"));
        }
        assert_eq!(all(&app, &user).await, json!([]));
        assert_eq!(all(&app, &app.viewer(&app.b)).await, json!([]));
    }

    async fn without_the_permission_nothing_is_written(app: TestApp) {
        let site = site(&app, &app.manager(&app.a), "GBG").await;
        let input = json!({"code": "W1", "name": "Forbidden", "siteId": site["id"]});
        ask::forbidden_to(&app, &ask::not_master_data(&app), "warehouseCreate", input).await;
        assert_eq!(all(&app, &app.viewer(&app.a)).await, json!([]));
    }
}
