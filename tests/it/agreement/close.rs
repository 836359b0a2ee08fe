//! `agreementClose` (AGR-5, Q13).

use serde_json::json;

use super::{status, thousand};
use crate::build::{self, act, done, refusals};
use crate::harness::both;

const STATUS: &str =
    "agreement { status version viewerCan { activate close confirm edit release } }";

both! {
    async fn an_effective_agreement_is_closed_and_can_only_be_reopened(app: TestApp) {
        let user = app.admin(&app.a);
        let (id, line, _) = thousand(&app, &user, json!({})).await;
        let closed = done(&app, &user, "agreementClose", json!({"id": id}), STATUS).await;
        let expected = json!({
            "status": "CLOSED",
            "version": 3,
            "viewerCan": {
                "activate": true, "close": false, "confirm": false, "edit": false,
                "release": false,
            },
        });
        assert_eq!(closed["agreement"], expected);
        let lines = json!([{"agreementLineId": line, "quantity": "1"}]);
        let draw = json!({"agreementId": id, "lines": lines});
        for (mutation, input, why) in [
            ("agreementRelease", draw, "AGREEMENT_NOT_EFFECTIVE agreementId"),
            ("agreementConfirm", json!({"id": id}), "AGREEMENT_CLOSED id"),
            ("agreementClose", json!({"id": id}), "AGREEMENT_STATUS_UNCHANGED id"),
            ("agreementUpdate", json!({"id": id, "version": 3}), "AGREEMENT_CLOSED id"),
            (
                "agreementLineAdd",
                json!({
                    "agreementId": id, "line": {"commitmentType": "VALUE", "amount": "1"},
                }),
                "AGREEMENT_CLOSED agreementId",
            ),
            ("agreementLineUpdate", json!({"id": line, "version": 1}), "AGREEMENT_CLOSED id"),
            ("agreementLineRemove", json!({"id": line, "version": 1}), "AGREEMENT_CLOSED id"),
            (
                "agreementCurrencyChange",
                json!({"id": id, "version": 3, "currency": "SEK", "rate": "11"}),
                "AGREEMENT_CLOSED id",
            ),
        ] {
            let refused = act(&app, &user, mutation, input, "").await;
            assert_eq!(refusals(&refused), [why], "{mutation}");
        }
    }

    async fn open_orders_keep_counting(app: TestApp) {
        let user = app.admin(&app.a);
        let (id, line, _) = thousand(&app, &user, json!({})).await;
        let draw = json!([{"agreementLineId": line, "quantity": "400"}]);
        let order = build::release(&app, &user, &id, draw).await;
        done(&app, &user, "agreementClose", json!({"id": id}), "").await;
        let fragment = "AgreementLine { fulfillment { releasedOnly remaining } }";
        let seen = build::node(&app, &user, &line, fragment).await;
        assert_eq!(seen["fulfillment"], json!({"releasedOnly": "400", "remaining": "600"}));
        let cancel = json!({"id": order, "version": 1});
        done(&app, &user, "purchaseOrderCancel", cancel, "").await;
        let seen = build::node(&app, &user, &line, fragment).await;
        assert_eq!(seen["fulfillment"], json!({"releasedOnly": "0", "remaining": "1000"}));
    }

    async fn what_is_on_hold_is_not_closed(app: TestApp) {
        let user = app.admin(&app.a);
        let id = build::agreement(&app, &user, json!({})).await;
        let refused = act(&app, &user, "agreementClose", json!({"id": id}), STATUS).await;
        assert_eq!(refusals(&refused), ["AGREEMENT_NOT_EFFECTIVE id"]);
        assert_eq!(status(&app, &user, &id).await, "ON_HOLD");
    }

    async fn the_version_is_checked_where_it_is_given(app: TestApp) {
        let user = app.admin(&app.a);
        let id = build::effective(&app, &user, json!({})).await;
        let old = json!({"id": id, "version": 1});
        let refused = act(&app, &user, "agreementClose", old, STATUS).await;
        assert_eq!(refusals(&refused), ["STALE_VERSION version"]);
        assert_eq!(refused["userErrors"][0]["currentVersion"], 2);
    }

    async fn another_legal_entitys_agreement_is_unknown(app: TestApp) {
        let user = app.admin(&app.a);
        let id = build::effective(&app, &user, json!({})).await;
        let refused =
            act(&app, &app.admin(&app.b), "agreementClose", json!({"id": id}), STATUS).await;
        assert_eq!(refusals(&refused), ["NOT_FOUND id"]);
        assert_eq!(status(&app, &user, &id).await, "EFFECTIVE");
    }
}
