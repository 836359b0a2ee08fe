//! Previews: the same answer, and nothing written.

use serde_json::{Value, json};

use super::{count, draw, thousand, version};
use crate::build::{self, act, done, refusals, warnings};
use crate::harness::db::texts;
use crate::harness::user::User;
use crate::harness::{TestApp, both};

/// All that an agreement shows of itself, deeply.
const AGREEMENT: &str = "agreement {
    number status currency version title latestVersion vendor { name } classification { name }
    lines { nodes {
        lineNumber quantity unitPrice amount { amount } item { name }
        fulfillment { committed releasedOnly remaining }
    } totalCount }
    fulfillment { committed releasedOnly remaining percentage }
    versions { totalCount nodes { number document { lines { quantity } } } }
    purchaseOrders { totalCount }
}";

const ORDER: &str = "purchaseOrder {
    number status netAmount { amount }
    agreement { number fulfillment { releasedOnly remaining } }
    lines { nodes {
        lineNumber quantity unitPrice netAmount { amount }
        agreementLine { fulfillment { releasedOnly remaining } entries { totalCount } }
        provenance { priceSource }
    } }
} warnings { code elementIndex }";

/// Everything in the tables that a preview could leave a trace in.
async fn rows(app: &TestApp) -> Vec<Vec<String>> {
    let admin = app.test_db.admin().await;
    let mut all = Vec::new();
    for (table, columns) in [
        (
            "agreement",
            "number || status || row_version || latest_version || currency",
        ),
        (
            "agreement_line",
            "line_number || '/' || row_version || '/' || released_quantity",
        ),
        ("agreement_version", "version || content_hash"),
        ("purchase_order", "number"),
        ("purchase_order_line", "line_number || ''"),
        ("commitment_entry", "reason"),
        ("number_sequence", "scope || next"),
        ("dimension_set", "value_count || ''"),
    ] {
        let sql = format!("SELECT {columns} FROM {table} ORDER BY 1");
        all.push(texts(&admin, &sql).await);
    }
    all
}

/// Sends a mutation as a preview, which must leave nothing, and then in earnest, which must answer
/// the same; gives the answer.
async fn twice(app: &TestApp, user: &User, mutation: &str, input: Value, fields: &str) -> Value {
    let before = rows(app).await;
    let preview = build::over(input.clone(), json!({"preview": true}));
    let shown = done(app, user, mutation, preview, fields).await;
    assert_eq!(rows(app).await, before, "{mutation} left something");
    let done = done(app, user, mutation, input, fields).await;
    assert_eq!(shown, done, "{mutation}");
    assert_ne!(rows(app).await, before, "{mutation} did nothing");
    done
}

both! {
    async fn each_mutation_shows_what_it_would_do_and_then_does_it(app: TestApp) {
        let user = app.admin(&app.a);
        let item = build::item(&app, &user, json!({"name": "Screw"})).await;
        let create = json!({
            "vendorId": build::vendor(&app, &user, json!({})).await,
            "agreementClassificationId": build::classification(&app, &user, json!({})).await,
            "defaultExpirationDate": "2026-12-31",
            "lines": [{"itemId": item, "quantity": "1000", "unitPrice": "4"}],
        });
        let made = twice(&app, &user, "agreementCreate", create, AGREEMENT).await;
        let made = &made["agreement"];
        assert_eq!(made["number"], "AGR-000001");
        assert_eq!(made["fulfillment"]["committed"], "4000.00");
        assert_eq!(made["lines"]["nodes"][0]["fulfillment"]["remaining"], "1000");

        let all = build::read(&app, &user, "agreements", "{ nodes { id lines { nodes { id } } } }");
        let all = all.await;
        let id = build::text(&all["nodes"][0]["id"]);
        let line = build::text(&all["nodes"][0]["lines"]["nodes"][0]["id"]);
        let update = json!({"id": id, "version": 1, "title": "Bikes"});
        twice(&app, &user, "agreementUpdate", update, AGREEMENT).await;
        let update = json!({"id": line, "version": 1, "quantity": "2000"});
        let fields = "agreementLine {
            quantity version amount { amount } fulfillment { committed }
            agreement { fulfillment { committed } lines { nodes { quantity } } }
        }";
        let changed = twice(&app, &user, "agreementLineUpdate", update, fields).await;
        let around = &changed["agreementLine"]["agreement"];
        assert_eq!(around["fulfillment"]["committed"], "8000.00");
        assert_eq!(around["lines"]["nodes"], json!([{"quantity": "2000"}]));
        let add = json!({
            "agreementId": id, "line": {"commitmentType": "VALUE", "amount": "500"},
        });
        let fields = "agreementLine { lineNumber agreement { lines { totalCount } } }";
        let added = twice(&app, &user, "agreementLineAdd", add, fields).await;
        assert_eq!(added["agreementLine"]["agreement"]["lines"]["totalCount"], 2);
        let last = build::lines(&app, &user, &id).await.remove(1);
        let remove = json!({"id": last, "version": 1});
        twice(&app, &user, "agreementLineRemove", remove, "removedId").await;
        let current = version(&app, &user, &id).await;
        let change = json!({"id": id, "version": current, "currency": "SEK", "rate": "11"});
        let changed = twice(&app, &user, "agreementCurrencyChange", change, AGREEMENT).await;
        assert_eq!(changed["agreement"]["lines"]["nodes"][0]["unitPrice"], "44");
        let confirm = json!({"id": id, "markAsEffective": true});
        let confirmed = twice(&app, &user, "agreementConfirm", confirm, AGREEMENT).await;
        assert_eq!(confirmed["agreement"]["versions"]["totalCount"], 1);
        for (mutation, status) in [
            ("agreementHold", "ON_HOLD"),
            ("agreementActivate", "EFFECTIVE"),
            ("agreementClose", "CLOSED"),
            ("agreementActivate", "EFFECTIVE"),
        ] {
            let stepped = twice(&app, &user, mutation, json!({"id": id}), AGREEMENT).await;
            assert_eq!(stepped["agreement"]["status"], status);
        }
        let lines = json!({"agreementId": id, "lines": draw(&line, "400")});
        let released = twice(&app, &user, "agreementRelease", lines, ORDER).await;
        let order = &released["purchaseOrder"];
        assert_eq!(order["number"], "PO-000001");
        let used = json!({"releasedOnly": "17600.00", "remaining": "70400.00"});
        assert_eq!(order["agreement"]["fulfillment"], used);
        let of_line = &order["lines"]["nodes"][0]["agreementLine"];
        let used = json!({"releasedOnly": "400", "remaining": "1600"});
        assert_eq!(of_line["fulfillment"], used);
        assert_eq!(of_line["entries"]["totalCount"], 1);

        let gone = build::agreement(&app, &user, json!({})).await;
        let delete = json!({"id": gone, "version": 1});
        twice(&app, &user, "agreementDelete", delete, "removedId").await;
        assert_eq!(count(&app, &user).await, 1);
    }

    async fn a_previewed_release_takes_nothing_from_the_next(app: TestApp) {
        let user = app.admin(&app.a);
        let (id, line, _) = thousand(&app, &user, json!({"maxEnforced": true})).await;
        let preview = json!({"agreementId": id, "preview": true, "lines": draw(&line, "1000")});
        for _ in 0..3 {
            done(&app, &user, "agreementRelease", preview.clone(), ORDER).await;
        }
        build::release(&app, &user, &id, draw(&line, "1000")).await;
        let orders = build::read(&app, &user, "purchaseOrders", "{ nodes { number } }").await;
        assert_eq!(orders["nodes"], json!([{"number": "PO-000001"}]));
    }

    async fn a_preview_refuses_and_warns_as_the_act_would(app: TestApp) {
        let user = app.admin(&app.a);
        let more = json!({"maxEnforced": true, "releaseAmountMin": "500"});
        let (id, line, _) = thousand(&app, &user, more).await;
        for quantity in ["1001", "10"] {
            let input = json!({"agreementId": id, "lines": draw(&line, quantity)});
            let preview = build::over(input.clone(), json!({"preview": true}));
            let shown = act(&app, &user, "agreementRelease", preview, ORDER).await;
            let done = act(&app, &user, "agreementRelease", input, ORDER).await;
            assert_eq!(shown, done);
            if quantity == "10" {
                assert_eq!(warnings(&done), ["RELEASE_AMOUNT_BELOW_MINIMUM 0"]);
            } else {
                assert_eq!(refusals(&done), ["MAXIMUM_QUANTITY_EXCEEDED lines[0].quantity"]);
                assert_eq!(done["userErrors"][0]["remaining"], "1000");
            }
        }
    }

    async fn a_preview_needs_the_same_permission(app: TestApp) {
        let (id, line, _) = thousand(&app, &app.admin(&app.a), json!({})).await;
        let input = json!({"agreementId": id, "preview": true, "lines": draw(&line, "1")});
        let answer =
            build::answer(&app, &app.viewer(&app.a), "agreementRelease", input, ORDER).await;
        assert_eq!(build::fault(&answer), "FORBIDDEN");
    }

    async fn a_preview_uses_no_idempotency_key_up(app: TestApp) {
        let user = app.admin(&app.a);
        let (id, line, _) = thousand(&app, &user, json!({})).await;
        let input = json!({"agreementId": id, "lines": draw(&line, "10")});
        let preview = build::over(input.clone(), json!({"preview": true}));
        let name = "agreementRelease";
        let shown = build::answer_keyed(&app, &user, name, preview, ORDER, "k-1").await;
        assert_eq!(shown["data"][name]["userErrors"], json!([]), "{shown}");
        let done = build::answer_keyed(&app, &user, name, input, ORDER, "k-1").await;
        assert_eq!(shown, done);
        let fragment = "AgreementLine { entries { totalCount } }";
        let seen = build::node(&app, &user, &line, fragment).await;
        assert_eq!(seen["entries"]["totalCount"], 1);
    }
}
