//! `agreementLineRemove`.

use serde_json::{Value, json};

use crate::build::{self, act, done, refusals};
use crate::harness::both;

both! {
    async fn an_unused_commitment_goes_and_the_others_keep_their_numbers(app: TestApp) {
        let user = app.admin(&app.a);
        let lines = json!([
            {"commitmentType": "VALUE", "amount": "1"}, {"commitmentType": "VALUE", "amount": "2"},
        ]);
        let id = build::effective(&app, &user, json!({"lines": lines})).await;
        let line = build::lines(&app, &user, &id).await.remove(0);
        let input = json!({"id": line, "version": 1});
        let gone = done(&app, &user, "agreementLineRemove", input.clone(), "removedId").await;
        assert_eq!(gone["removedId"], json!(line));
        let fragment = "Agreement { version lines { nodes { lineNumber } } }";
        let seen = build::node(&app, &user, &id, fragment).await;
        assert_eq!(seen, json!({"version": 3, "lines": {"nodes": [{"lineNumber": 2}]}}));
        let again = act(&app, &user, "agreementLineRemove", input, "removedId").await;
        assert_eq!(refusals(&again), ["NOT_FOUND id"]);
    }

    async fn what_was_drawn_on_once_stays(app: TestApp) {
        let user = app.admin(&app.a);
        let item = build::item(&app, &user, json!({})).await;
        let lines = json!([{"itemId": item, "quantity": "10"}]);
        let id = build::effective(&app, &user, json!({"lines": lines})).await;
        let line = build::lines(&app, &user, &id).await.remove(0);
        let draw = json!([{"agreementLineId": line, "quantity": "1"}]);
        let order = build::release(&app, &user, &id, draw).await;
        let remove = || {
            let input = json!({"id": line, "version": 1});
            act(&app, &user, "agreementLineRemove", input, "removedId")
        };
        let refused = remove().await;
        assert_eq!(refusals(&refused), ["COMMITMENT_IN_USE id"]);
        assert_eq!(refused["removedId"], Value::Null);
        let cancel = json!({"id": order, "version": 1});
        done(&app, &user, "purchaseOrderCancel", cancel, "").await;
        assert_eq!(refusals(&remove().await), ["COMMITMENT_IN_USE id"]);
    }

    async fn an_old_version_is_refused_with_the_current_one(app: TestApp) {
        let user = app.admin(&app.a);
        let lines = json!([{"commitmentType": "VALUE", "amount": "1"}]);
        let id = build::agreement(&app, &user, json!({"lines": lines})).await;
        let line = build::lines(&app, &user, &id).await.remove(0);
        let input = json!({"id": line, "version": 4});
        let refused = act(&app, &user, "agreementLineRemove", input, "removedId").await;
        assert_eq!(refusals(&refused), ["STALE_VERSION version"]);
        assert_eq!(refused["userErrors"][0]["currentVersion"], 1);
        assert_eq!(build::lines(&app, &user, &id).await.len(), 1);
    }

    async fn another_legal_entitys_commitment_is_unknown(app: TestApp) {
        let user = app.admin(&app.a);
        let lines = json!([{"commitmentType": "VALUE", "amount": "1"}]);
        let id = build::agreement(&app, &user, json!({"lines": lines})).await;
        let line = build::lines(&app, &user, &id).await.remove(0);
        let input = json!({"id": line, "version": 1});
        let refused = act(&app, &app.admin(&app.b), "agreementLineRemove", input, "").await;
        assert_eq!(refusals(&refused), ["NOT_FOUND id"]);
        assert_eq!(build::lines(&app, &user, &id).await.len(), 1);
    }
}
