//! `itemUnitRemove`.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{add, item, units};
use crate::ask;
use crate::harness::user::User;
use crate::harness::{TestApp, both};

both! {
    async fn a_unit_goes_and_may_come_back(app: TestApp) {
        let user = app.manager(&app.a);
        let paper = item(&app, &user, "Paper").await;
        let pallet = ask::done(&add(&app, &user, &paper, "PAL", "500").await, "itemUnit");
        let left = ask::done(&remove(&app, &user, &pallet["id"]).await, "item");
        let expected = json!({"id": paper["id"], "units": [{"unit": "BOX"}]});
        assert_eq!(left, expected);
        assert_eq!(units(&app, &user, &paper).await.as_array().map(Vec::len), Some(1));
        // What is gone is unknown.
        let again = remove(&app, &user, &pallet["id"]).await;
        assert_eq!(again, ask::not_found("item", "id"));
        ask::done(&add(&app, &user, &paper, "PAL", "400").await, "itemUnit");
    }

    async fn the_purchase_unit_stays(app: TestApp) {
        let user = app.manager(&app.a);
        let paper = item(&app, &user, "Paper").await;
        for (version, unit) in [(1, "BOX"), (2, "PCS")] {
            let change = json!({"id": paper["id"], "version": version, "purchaseUnit": unit});
            let changed = ask::payload(&app, &user, "itemUpdate", "item { id }", change).await;
            ask::done(&changed, "item");
            let unit = units(&app, &user, &paper).await[0]["id"].clone();
            let removed = remove(&app, &user, &unit).await;
            if version == 1 {
                assert_eq!(ask::refusals(&removed), ["IN_USE id"]);
            } else {
                ask::done(&removed, "item");
            }
        }
        assert_eq!(units(&app, &user, &paper).await, json!([]));
    }

    async fn of_many_at_once_one_removes_it_and_to_the_others_it_is_gone(app: TestApp) {
        let user = app.manager(&app.a);
        let paper = item(&app, &user, "Paper").await;
        let unit = units(&app, &user, &paper).await[0]["id"].clone();
        let payloads = join_all((0..4).map(|_| remove(&app, &user, &unit))).await;
        let (done, gone): (Vec<_>, Vec<_>) =
            payloads.iter().partition(|payload| !payload["item"].is_null());
        assert_eq!((done.len(), gone.len()), (1, 3), "{payloads:?}");
        for payload in gone {
            assert_eq!(*payload, ask::not_found("item", "id"));
        }
    }

    async fn a_foreign_id_is_answered_as_an_unknown_one(app: TestApp) {
        let manager_of_b = app.manager(&app.b);
        let of_b = item(&app, &manager_of_b, "CANARY-B").await;
        let before = units(&app, &manager_of_b, &of_b).await;
        for id in ask::nothing(&app, "ItemUnit", &before[0]["id"]) {
            let refused = remove(&app, &app.manager(&app.a), &id).await;
            assert_eq!(refused, ask::not_found("item", "id"));
        }
        assert_eq!(units(&app, &manager_of_b, &of_b).await, before);
    }

    async fn without_the_permission_nothing_goes(app: TestApp) {
        let user = app.manager(&app.a);
        let paper = item(&app, &user, "Paper").await;
        let before = units(&app, &user, &paper).await;
        let input = json!({"id": before[0]["id"]});
        ask::forbidden_to(&app, &ask::not_master_data(&app), "itemUnitRemove", input).await;
        assert_eq!(units(&app, &user, &paper).await, before);
    }
}

/// The payload of an `itemUnitRemove`.
async fn remove(app: &TestApp, user: &User, id: &Value) -> Value {
    let shown = "item { id units { unit } }";
    ask::payload(app, user, "itemUnitRemove", shown, json!({ "id": id })).await
}
