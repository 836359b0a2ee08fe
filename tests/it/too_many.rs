//! An operation takes a thousand lines. More are refused before anything is done with them.

use serde_json::{Value, json};

use crate::ask;
use crate::harness::user::User;
use crate::harness::{TestApp, both};

both! {
    async fn more_than_a_thousand_lines_are_refused_with_few_statements(app: TestApp) {
        let user = app.manager(&app.a);
        let vendor = json!({"name": "Nord"});
        let vendor = made(&app, &user, "vendor", vendor).await;
        let classification = json!({"code": "FRAME", "name": "Frame"});
        let classification = made(&app, &user, "agreementClassification", classification).await;
        let item = json!({"name": "Paper", "itemType": "INVENTORY", "baseUnit": "PCS"});
        let item = made(&app, &user, "item", item).await;
        let site = made(&app, &user, "site", json!({"code": "GBG", "name": "Göteborg"})).await;
        let header = json!({
            "vendorId": vendor,
            "agreementClassificationId": classification,
            "defaultExpirationDate": "2026-12-31",
        });
        let agreement = made(&app, &user, "agreement", header.clone()).await;

        let line = json!({"itemId": item, "quantity": "1", "unitPrice": "1", "siteId": site});
        let many = |line: Value| vec![line; 1_001];
        let mut new_agreement = header;
        new_agreement["lines"] = json!(many(line.clone()));
        let drawn = json!({"agreementLineId": agreement, "quantity": "1"});
        for (mutation, input) in [
            ("agreementCreate", new_agreement),
            ("agreementRelease", json!({"agreementId": agreement, "lines": many(drawn)})),
            ("purchaseOrderCreate", json!({"vendorId": vendor, "lines": many(line.clone())})),
            (
                "purchaseOrderFirm",
                json!({"source": "PLANNED_ORDER", "lines": many(json!({"line": line}))}),
            ),
        ] {
            let mut payload = Value::Null;
            let n = app
                .count_statements(async {
                    payload = ask::payload(&app, &user, mutation, "", input).await;
                })
                .await;
            assert_eq!(ask::refusals(&payload), ["TOO_MANY lines"], "{mutation}");
            assert!(n < 20, "{mutation}: {n} statements");
        }
    }

    async fn an_order_of_a_thousand_lines_is_written(app: TestApp) {
        let user = app.manager(&app.a);
        let vendor = made(&app, &user, "vendor", json!({"name": "Nord"})).await;
        let item = json!({"name": "Paper", "itemType": "INVENTORY", "baseUnit": "PCS"});
        let item = made(&app, &user, "item", item).await;
        let line = json!({"itemId": item, "quantity": "1", "unitPrice": "1.25"});
        let input = json!({"vendorId": vendor, "lines": vec![line; 1_000]});
        let shown = "purchaseOrder { netAmount { amount } lines(first: 1) { totalCount } }";
        let payload = ask::payload(&app, &user, "purchaseOrderCreate", shown, input).await;
        let order = ask::done(&payload, "purchaseOrder");
        assert_eq!(order["netAmount"]["amount"], "1250.00");
        assert_eq!(order["lines"]["totalCount"], 1_000);
    }
}

/// The id of a new row: of `vendorCreate`, for a vendor.
async fn made(app: &TestApp, user: &User, object: &str, input: Value) -> Value {
    let mutation = format!("{object}Create");
    let shown = format!("{object} {{ id }}");
    let payload = ask::payload(app, user, &mutation, &shown, input).await;
    ask::done(&payload, object)["id"].clone()
}
