//! `agreementActivate` (AGR-5).

use serde_json::{Value, json};

use super::{status, thousand};
use crate::build::{self, act, done, refusals};
use crate::harness::both;

const STATUS: &str =
    "agreement { status version viewerCan { activate close confirm edit release } }";

both! {
    async fn an_agreement_on_hold_becomes_effective(app: TestApp) {
        let user = app.admin(&app.a);
        let id = build::agreement(&app, &user, json!({})).await;
        let made = done(&app, &user, "agreementActivate", json!({"id": id}), STATUS).await;
        let expected = json!({
            "status": "EFFECTIVE",
            "version": 2,
            "viewerCan": {
                "activate": false, "close": true, "confirm": false, "edit": true, "release": false,
            },
        });
        assert_eq!(made["agreement"], expected);
    }

    async fn a_closed_agreement_is_reopened_and_released_from_again(app: TestApp) {
        let user = app.admin(&app.a);
        let (id, line, _) = thousand(&app, &user, json!({})).await;
        done(&app, &user, "agreementClose", json!({"id": id}), "").await;
        let reopened = done(&app, &user, "agreementActivate", json!({"id": id}), STATUS).await;
        assert_eq!(reopened["agreement"]["status"], "EFFECTIVE");
        build::release(&app, &user, &id, json!([{"agreementLineId": line, "quantity": "1"}])).await;
    }

    async fn an_effective_agreement_is_effective_already(app: TestApp) {
        let user = app.admin(&app.a);
        let id = build::effective(&app, &user, json!({})).await;
        let refused = act(&app, &user, "agreementActivate", json!({"id": id}), STATUS).await;
        assert_eq!(refusals(&refused), ["AGREEMENT_STATUS_UNCHANGED id"]);
        assert_eq!(refused["agreement"], Value::Null);
    }

    async fn the_version_is_checked_where_it_is_given(app: TestApp) {
        let user = app.admin(&app.a);
        let id = build::agreement(&app, &user, json!({})).await;
        let old = json!({"id": id, "version": 9});
        let refused = act(&app, &user, "agreementActivate", old, STATUS).await;
        assert_eq!(refusals(&refused), ["STALE_VERSION version"]);
        assert_eq!(refused["userErrors"][0]["currentVersion"], 1);
        assert_eq!(status(&app, &user, &id).await, "ON_HOLD");
        done(&app, &user, "agreementActivate", json!({"id": id, "version": 1}), "").await;
    }

    async fn the_date_changes_no_state(app: TestApp) {
        let user = app.admin(&app.a);
        let (id, _, _) = thousand(&app, &user, json!({})).await;
        let fragment = "Agreement { status isExpired }";
        app.set_clock("2026-12-31T23:59:59Z");
        let seen = build::node(&app, &user, &id, fragment).await;
        assert_eq!(seen, json!({"status": "EFFECTIVE", "isExpired": false}));
        app.set_clock("2027-01-01T00:00:00Z");
        let seen = build::node(&app, &user, &id, fragment).await;
        assert_eq!(seen, json!({"status": "EFFECTIVE", "isExpired": true}));
    }

    async fn another_legal_entitys_agreement_is_unknown(app: TestApp) {
        let user = app.admin(&app.a);
        let id = build::agreement(&app, &user, json!({})).await;
        let refused =
            act(&app, &app.admin(&app.b), "agreementActivate", json!({"id": id}), STATUS).await;
        assert_eq!(refusals(&refused), ["NOT_FOUND id"]);
        assert_eq!(status(&app, &user, &id).await, "ON_HOLD");
    }

    async fn a_viewer_and_a_buyer_may_not(app: TestApp) {
        let admin = app.admin(&app.a);
        let id = build::agreement(&app, &admin, json!({})).await;
        for user in [app.viewer(&app.a), app.buyer(&app.a)] {
            let input = json!({"id": id});
            let answer = build::answer(&app, &user, "agreementActivate", input, STATUS).await;
            assert_eq!(build::fault(&answer), "FORBIDDEN");
        }
        assert_eq!(status(&app, &admin, &id).await, "ON_HOLD");
    }
}
