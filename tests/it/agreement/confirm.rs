//! `agreementConfirm` (AGR-13, A10).

use serde_json::{Value, json};

use super::thousand;
use crate::build::{self, act, done, refusals};
use crate::harness::both;

const LATEST: &str = "agreement { status latestVersion version versions { totalCount } }";

both! {
    async fn versions_count_from_one_and_what_is_unchanged_stays(app: TestApp) {
        let user = app.admin(&app.a);
        let (id, line, _) = thousand(&app, &user, json!({})).await;
        let confirm = || done(&app, &user, "agreementConfirm", json!({"id": id}), LATEST);
        let first = confirm().await;
        assert_eq!(first["agreement"]["latestVersion"], 1);
        // A10: a price, then nothing.
        let change = json!({"id": line, "version": 1, "unitPrice": "3.90"});
        done(&app, &user, "agreementLineUpdate", change, "").await;
        let second = confirm().await;
        assert_eq!(second["agreement"]["latestVersion"], 2);
        let third = confirm().await;
        assert_eq!(third, second);
        assert_eq!(third["agreement"]["versions"]["totalCount"], 2);
    }

    async fn a_line_linked_before_keeps_its_price_and_says_which_version_gave_it(app: TestApp) {
        let user = app.admin(&app.a);
        let (id, line, _) = thousand(&app, &user, json!({})).await;
        let draw = json!([{"agreementLineId": line, "quantity": "10"}]);
        let unconfirmed = build::release(&app, &user, &id, draw.clone()).await;
        done(&app, &user, "agreementConfirm", json!({"id": id}), "").await;
        let before = build::release(&app, &user, &id, draw.clone()).await;
        let change = json!({"id": line, "version": 3, "unitPrice": "3.90"});
        let seen = build::node(&app, &user, &line, "AgreementLine { version }").await;
        let change = build::over(change, json!({"version": seen["version"]}));
        done(&app, &user, "agreementLineUpdate", change, "").await;
        done(&app, &user, "agreementConfirm", json!({"id": id}), "").await;
        let after = build::release(&app, &user, &id, draw).await;
        let fragment = "PurchaseOrder { lines { nodes {
            unitPrice provenance { agreementVersion priceSource agreementLine { id } }
        } } }";
        for (order, price, version) in
            [(unconfirmed, "4", Value::Null), (before, "4", json!(1)), (after, "3.9", json!(2))]
        {
            let order = build::node(&app, &user, &order, fragment).await;
            let seen = &order["lines"]["nodes"][0];
            assert_eq!(seen["unitPrice"], price);
            let provenance = json!({
                "agreementVersion": version, "priceSource": "AGREEMENT",
                "agreementLine": {"id": line},
            });
            assert_eq!(seen["provenance"], provenance);
        }
    }

    async fn a_confirmation_may_make_it_effective(app: TestApp) {
        let user = app.admin(&app.a);
        let lines = json!([{"commitmentType": "VALUE", "amount": "10"}]);
        let id = build::agreement(&app, &user, json!({"lines": lines})).await;
        let plain = done(&app, &user, "agreementConfirm", json!({"id": id}), LATEST).await;
        assert_eq!(plain["agreement"]["status"], "ON_HOLD");
        // Nothing is new, so that it stays version 1; but the state is.
        let input = json!({"id": id, "markAsEffective": true});
        let marked = done(&app, &user, "agreementConfirm", input.clone(), LATEST).await;
        assert_eq!(marked["agreement"]["status"], "EFFECTIVE");
        assert_eq!(marked["agreement"]["latestVersion"], 1);
        assert_eq!(done(&app, &user, "agreementConfirm", input, LATEST).await, marked);
    }

    async fn being_drawn_on_is_no_change_of_what_was_agreed(app: TestApp) {
        let user = app.admin(&app.a);
        let (id, line, _) = thousand(&app, &user, json!({})).await;
        done(&app, &user, "agreementConfirm", json!({"id": id}), "").await;
        let draw = json!([{"agreementLineId": line, "quantity": "10"}]);
        build::release(&app, &user, &id, draw).await;
        done(&app, &user, "agreementHold", json!({"id": id}), "").await;
        let again = done(&app, &user, "agreementConfirm", json!({"id": id}), LATEST).await;
        assert_eq!(again["agreement"]["latestVersion"], 1);
    }

    async fn an_empty_agreement_is_not_confirmed(app: TestApp) {
        let user = app.admin(&app.a);
        let id = build::agreement(&app, &user, json!({})).await;
        let refused = act(&app, &user, "agreementConfirm", json!({"id": id}), LATEST).await;
        assert_eq!(refusals(&refused), ["AGREEMENT_EMPTY id"]);
        assert_eq!(refused["agreement"], Value::Null);
    }

    async fn the_version_is_checked_where_it_is_given(app: TestApp) {
        let user = app.admin(&app.a);
        let (id, _, _) = thousand(&app, &user, json!({})).await;
        let old = json!({"id": id, "version": 1});
        let refused = act(&app, &user, "agreementConfirm", old, LATEST).await;
        assert_eq!(refusals(&refused), ["STALE_VERSION version"]);
        assert_eq!(refused["userErrors"][0]["currentVersion"], 2);
    }

    async fn another_legal_entitys_agreement_is_unknown(app: TestApp) {
        let user = app.admin(&app.a);
        let (id, _, _) = thousand(&app, &user, json!({})).await;
        let refused =
            act(&app, &app.admin(&app.b), "agreementConfirm", json!({"id": id}), LATEST).await;
        assert_eq!(refusals(&refused), ["NOT_FOUND id"]);
        let seen = build::node(&app, &user, &id, "Agreement { latestVersion }").await;
        assert_eq!(seen["latestVersion"], 0);
    }
}
