//! `agreementHold` (AGR-5).

use serde_json::json;

use super::{status, thousand};
use crate::build::{self, act, done, refusals};
use crate::harness::both;

const STATUS: &str = "agreement { status version }";

both! {
    async fn an_effective_agreement_is_held_and_gives_no_release(app: TestApp) {
        let user = app.admin(&app.a);
        let (id, line, _) = thousand(&app, &user, json!({})).await;
        let held = done(&app, &user, "agreementHold", json!({"id": id}), STATUS).await;
        assert_eq!(held["agreement"], json!({"status": "ON_HOLD", "version": 3}));
        let lines = json!([{"agreementLineId": line, "quantity": "1"}]);
        let draw = json!({"agreementId": id, "lines": lines});
        let refused = act(&app, &user, "agreementRelease", draw, "purchaseOrder { id }").await;
        assert_eq!(refusals(&refused), ["AGREEMENT_NOT_EFFECTIVE agreementId"]);
    }

    async fn what_is_on_hold_cannot_be_held(app: TestApp) {
        let user = app.admin(&app.a);
        let id = build::agreement(&app, &user, json!({})).await;
        let refused = act(&app, &user, "agreementHold", json!({"id": id}), STATUS).await;
        assert_eq!(refusals(&refused), ["AGREEMENT_STATUS_UNCHANGED id"]);
    }

    async fn what_is_closed_is_reopened_before_it_is_held(app: TestApp) {
        let user = app.admin(&app.a);
        let id = build::effective(&app, &user, json!({})).await;
        done(&app, &user, "agreementClose", json!({"id": id}), "").await;
        let refused = act(&app, &user, "agreementHold", json!({"id": id}), STATUS).await;
        assert_eq!(refusals(&refused), ["AGREEMENT_NOT_EFFECTIVE id"]);
        assert_eq!(status(&app, &user, &id).await, "CLOSED");
    }

    async fn the_version_is_checked_where_it_is_given(app: TestApp) {
        let user = app.admin(&app.a);
        let id = build::effective(&app, &user, json!({})).await;
        let old = json!({"id": id, "version": 1});
        let refused = act(&app, &user, "agreementHold", old, STATUS).await;
        assert_eq!(refusals(&refused), ["STALE_VERSION version"]);
        assert_eq!(refused["userErrors"][0]["currentVersion"], 2);
    }

    async fn another_legal_entitys_agreement_is_unknown(app: TestApp) {
        let user = app.admin(&app.a);
        let id = build::effective(&app, &user, json!({})).await;
        let refused =
            act(&app, &app.admin(&app.b), "agreementHold", json!({"id": id}), STATUS).await;
        assert_eq!(refusals(&refused), ["NOT_FOUND id"]);
        assert_eq!(status(&app, &user, &id).await, "EFFECTIVE");
    }
}
