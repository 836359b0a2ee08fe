//! `agreementDelete` (AGR-5).

use serde_json::{Value, json};

use super::{count, version};
use crate::build::{self, act, done, refusals};
use crate::harness::both;

both! {
    async fn an_agreement_that_never_came_to_anything_goes_with_its_lines(app: TestApp) {
        let user = app.admin(&app.a);
        let lines = json!([{"commitmentType": "VALUE", "amount": "10"}]);
        let id = build::agreement(&app, &user, json!({"lines": lines})).await;
        let line = build::lines(&app, &user, &id).await.remove(0);
        let input = json!({"id": id, "version": 1});
        let gone = done(&app, &user, "agreementDelete", input.clone(), "removedId").await;
        assert_eq!(gone["removedId"], json!(id));
        assert_eq!(count(&app, &user).await, 0);
        for id in [&id, &line] {
            assert_eq!(build::node(&app, &user, id, "Node { id }").await, Value::Null);
        }
        let again = act(&app, &user, "agreementDelete", input, "removedId").await;
        assert_eq!(refusals(&again), ["NOT_FOUND id"]);
        assert_eq!(again["removedId"], Value::Null);
    }

    async fn an_effective_a_closed_and_a_confirmed_agreement_stay(app: TestApp) {
        let user = app.admin(&app.a);
        let lines = json!([{"commitmentType": "VALUE", "amount": "10"}]);
        let effective = build::effective(&app, &user, json!({})).await;
        let closed = build::effective(&app, &user, json!({})).await;
        done(&app, &user, "agreementClose", json!({"id": closed}), "").await;
        let confirmed = build::agreement(&app, &user, json!({"lines": lines})).await;
        done(&app, &user, "agreementConfirm", json!({"id": confirmed}), "").await;
        for id in [effective, closed, confirmed] {
            let version = version(&app, &user, &id).await;
            let input = json!({"id": id, "version": version});
            let refused = act(&app, &user, "agreementDelete", input, "removedId").await;
            assert_eq!(refusals(&refused), ["AGREEMENT_NOT_DELETABLE id"]);
        }
        assert_eq!(count(&app, &user).await, 3);
    }

    async fn an_agreement_that_was_ordered_from_stays_though_held_again(app: TestApp) {
        let user = app.admin(&app.a);
        let id = build::effective(&app, &user, json!({})).await;
        // Its order has no line: the header alone is enough.
        build::order(&app, &user, json!({"agreementId": id})).await;
        done(&app, &user, "agreementHold", json!({"id": id}), "").await;
        let input = json!({"id": id, "version": version(&app, &user, &id).await});
        let refused = act(&app, &user, "agreementDelete", input, "removedId").await;
        assert_eq!(refusals(&refused), ["AGREEMENT_NOT_DELETABLE id"]);
    }

    async fn an_agreement_that_was_only_effective_for_a_while_may_go(app: TestApp) {
        let user = app.admin(&app.a);
        let id = build::effective(&app, &user, json!({})).await;
        done(&app, &user, "agreementHold", json!({"id": id}), "").await;
        let input = json!({"id": id, "version": version(&app, &user, &id).await});
        done(&app, &user, "agreementDelete", input, "").await;
    }

    async fn an_old_version_is_refused_with_the_current_one(app: TestApp) {
        let user = app.admin(&app.a);
        let id = build::agreement(&app, &user, json!({})).await;
        let input = json!({"id": id, "version": 3});
        let refused = act(&app, &user, "agreementDelete", input, "removedId").await;
        assert_eq!(refusals(&refused), ["STALE_VERSION version"]);
        assert_eq!(refused["userErrors"][0]["currentVersion"], 1);
    }

    async fn another_legal_entitys_agreement_is_unknown(app: TestApp) {
        let user = app.admin(&app.a);
        let id = build::agreement(&app, &user, json!({})).await;
        let input = json!({"id": id, "version": 1});
        let refused = act(&app, &app.admin(&app.b), "agreementDelete", input, "removedId").await;
        assert_eq!(refusals(&refused), ["NOT_FOUND id"]);
        assert_eq!(count(&app, &user).await, 1);
    }
}
