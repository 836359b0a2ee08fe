//! `agreementLineUpdate` (AGR-3, Q21).

use serde_json::{Value, json};

use crate::build::{self, act, done, refusals};
use crate::harness::user::User;
use crate::harness::{TestApp, both};

const LINE: &str = "agreementLine {
    commitmentType item { id } procurementCategory { id } quantity unit unitPrice priceUnit
    discountPercent discountAmount amount { amount } releaseAmountMin { amount }
    releaseAmountMax { amount } maxEnforced priceFixed effectiveDate expirationDate
    deliveryAddress text variant site { id } warehouse { id } dimensions { value { code } } version
}";

/// A commitment of 1,000 pieces at 4.00 in an effective agreement: the agreement and the line.
async fn thousand(app: &TestApp, user: &User, more: Value) -> (String, String) {
    let item = build::item(app, user, json!({})).await;
    let line = json!({"itemId": item, "quantity": "1000", "unitPrice": "4"});
    let lines = json!([build::over(line, more)]);
    let agreement = build::effective(app, user, json!({"lines": lines})).await;
    let line = build::lines(app, user, &agreement).await.remove(0);
    (agreement, line)
}

/// The line's version, with which the change is sent.
async fn update(app: &TestApp, user: &User, line: &str, change: Value) -> Value {
    let seen = build::node(app, user, line, "AgreementLine { version }").await;
    let input = build::over(json!({"id": line, "version": seen["version"]}), change);
    act(app, user, "agreementLineUpdate", input, LINE).await
}

both! {
    async fn every_field_is_changed_and_what_is_left_out_stays(app: TestApp) {
        let user = app.admin(&app.a);
        let (_, line) = thousand(&app, &user, json!({})).await;
        let item = build::item(&app, &user, json!({})).await;
        let site = build::site(&app, &user).await;
        let warehouse = build::warehouse(&app, &user, &site).await;
        let department = build::dimension(&app, &user, "DEPARTMENT").await;
        let value = build::dimension_value(&app, &user, &department, "D10").await;
        let change = json!({
            "itemId": item, "quantity": "250", "unit": "BOX", "unitPrice": "84",
            "priceUnit": "100", "discountPercent": "5", "discountAmount": "4",
            "releaseAmountMin": "1", "releaseAmountMax": "2", "maxEnforced": true,
            "priceFixed": true, "effectiveDate": "2026-03-01", "expirationDate": "2027-03-01",
            "deliveryAddress": "Gate 2", "text": "as drawn", "variant": "RED", "siteId": site,
            "warehouseId": warehouse,
            "dimensions": [{"dimensionId": department, "dimensionValueId": value}],
        });
        let changed = update(&app, &user, &line, change).await;
        let expected = json!({
            "commitmentType": "PRODUCT_QUANTITY", "item": {"id": item},
            "procurementCategory": null, "quantity": "250", "unit": "BOX", "unitPrice": "84",
            "priceUnit": "100", "discountPercent": "5", "discountAmount": "4",
            "amount": {"amount": "190.00"}, "releaseAmountMin": {"amount": "1.00"},
            "releaseAmountMax": {"amount": "2.00"}, "maxEnforced": true, "priceFixed": true,
            "effectiveDate": "2026-03-01", "expirationDate": "2027-03-01",
            "deliveryAddress": "Gate 2", "text": "as drawn", "variant": "RED",
            "site": {"id": site}, "warehouse": {"id": warehouse},
            "dimensions": [{"value": {"code": "D10"}}], "version": 2,
        });
        assert_eq!(changed["agreementLine"], expected);
        let same = update(&app, &user, &line, json!({})).await;
        assert_eq!(refusals(&same), [""; 0]);
        let same = build::over(same["agreementLine"].clone(), json!({"version": 2}));
        assert_eq!(same, expected);
        let taken = json!({
            "deliveryAddress": null, "text": null, "variant": null, "siteId": null,
            "warehouseId": null, "dimensions": [],
        });
        let taken = update(&app, &user, &line, taken).await;
        for field in ["deliveryAddress", "text", "variant", "site", "warehouse"] {
            assert_eq!(taken["agreementLine"][field], Value::Null, "{field}");
        }
        assert_eq!(taken["agreementLine"]["dimensions"], json!([]));
        assert_eq!(taken["agreementLine"]["priceFixed"], true);
    }

    async fn value_types_change_their_amount_and_percent(app: TestApp) {
        let user = app.admin(&app.a);
        let category = build::category(&app, &user, None).await;
        let other = build::category(&app, &user, None).await;
        let id = build::agreement(&app, &user, json!({"lines": [{
            "commitmentType": "CATEGORY_VALUE", "procurementCategoryId": category, "amount": "10",
        }]})).await;
        let line = build::lines(&app, &user, &id).await.remove(0);
        let change = json!({
            "procurementCategoryId": other, "amount": "20.50", "discountPercent": "3",
        });
        let changed = update(&app, &user, &line, change).await;
        let changed = &changed["agreementLine"];
        assert_eq!(changed["procurementCategory"]["id"], json!(other));
        assert_eq!(changed["amount"]["amount"], "20.50");
        assert_eq!(changed["discountPercent"], "3");
        let refused = update(&app, &user, &line, json!({
            "quantity": "1", "unit": "PCS", "unitPrice": "1", "priceUnit": "2",
            "discountAmount": "1", "amount": "0",
        })).await;
        let mut said = refusals(&refused);
        said.sort();
        let expected = [
            "NOT_ALLOWED discountAmount", "NOT_ALLOWED priceUnit", "NOT_ALLOWED quantity",
            "NOT_ALLOWED unit", "NOT_ALLOWED unitPrice", "NOT_POSITIVE amount",
        ];
        assert_eq!(said, expected);
    }

    async fn all_that_is_wrong_is_said_at_once(app: TestApp) {
        let user = app.admin(&app.a);
        let other = app.admin(&app.b);
        let (_, line) = thousand(&app, &user, json!({})).await;
        let input = json!({
            "id": line, "version": 7, "quantity": "1.5", "priceUnit": "0",
            "discountPercent": "-1", "releaseAmountMin": "0.001", "effectiveDate": "2027-01-01",
            "text": "x".repeat(1001), "siteId": build::site(&app, &other).await,
        });
        let refused = act(&app, &user, "agreementLineUpdate", input, LINE).await;
        assert_eq!(refused["agreementLine"], Value::Null);
        assert_eq!(refused["userErrors"][0]["currentVersion"], 1);
        let mut said = refusals(&refused);
        said.sort();
        let expected = [
            "MALFORMED text", "NOT_FOUND siteId", "NOT_POSITIVE priceUnit",
            "PERCENT_OUT_OF_RANGE discountPercent", "PERIOD_REVERSED expirationDate",
            "STALE_VERSION version", "TOO_MANY_DECIMALS quantity",
            "TOO_MANY_DECIMALS releaseAmountMin",
        ];
        assert_eq!(said, expected);
    }

    async fn a_used_commitment_keeps_what_its_lines_are_matched_by(app: TestApp) {
        let user = app.admin(&app.a);
        let (id, line) = thousand(&app, &user, json!({})).await;
        let draw = json!([{"agreementLineId": line, "quantity": "400"}]);
        build::release(&app, &user, &id, draw).await;
        let item = build::item(&app, &user, json!({})).await;
        let refused = update(&app, &user, &line, json!({"itemId": item, "unit": "BOX"})).await;
        let in_use = ["COMMITMENT_IN_USE itemId", "COMMITMENT_IN_USE unit"];
        assert_eq!(refusals(&refused), in_use);
        // Less than is drawn: only where the maximum is not enforced.
        let below = json!({"quantity": "399", "maxEnforced": true});
        let refused = update(&app, &user, &line, below).await;
        assert_eq!(refusals(&refused), ["COMMITMENT_IN_USE quantity"]);
        for fits in [
            json!({"quantity": "400", "maxEnforced": true}),
            json!({"quantity": "399", "maxEnforced": false}),
        ] {
            assert_eq!(refusals(&update(&app, &user, &line, fits).await), [""; 0]);
        }
        let refused = update(&app, &user, &line, json!({"maxEnforced": true})).await;
        assert_eq!(refusals(&refused), ["COMMITMENT_IN_USE quantity"]);
        let seen = build::node(&app, &user, &line, "AgreementLine { fulfillment {
            releasedOnly remaining overReleased
        } }").await;
        let over = json!({"releasedOnly": "400", "remaining": "0", "overReleased": "1"});
        assert_eq!(seen["fulfillment"], over);
    }

    async fn linked_order_lines_keep_the_price_they_got(app: TestApp) {
        let user = app.admin(&app.a);
        let (id, line) = thousand(&app, &user, json!({"priceFixed": true})).await;
        let draw = json!([{"agreementLineId": line, "quantity": "10"}]);
        let before = build::release(&app, &user, &id, draw.clone()).await;
        let cheaper = update(&app, &user, &line, json!({"unitPrice": "3.9"})).await;
        assert_eq!(refusals(&cheaper), [""; 0]);
        let after = build::release(&app, &user, &id, draw).await;
        for (order, price) in [(before, "4"), (after, "3.9")] {
            let fragment = "PurchaseOrder { lines { nodes { unitPrice } } }";
            let order = build::node(&app, &user, &order, fragment).await;
            assert_eq!(order["lines"]["nodes"][0]["unitPrice"], price);
        }
    }

    async fn drawing_on_a_commitment_is_no_change_of_its_version(app: TestApp) {
        let user = app.admin(&app.a);
        let (id, line) = thousand(&app, &user, json!({})).await;
        let draw = json!([{"agreementLineId": line, "quantity": "10"}]);
        build::release(&app, &user, &id, draw).await;
        let input = json!({"id": line, "version": 1, "quantity": "2000"});
        let changed = done(&app, &user, "agreementLineUpdate", input, LINE).await;
        assert_eq!(changed["agreementLine"]["quantity"], "2000");
    }

    async fn another_legal_entitys_commitment_is_unknown(app: TestApp) {
        let user = app.admin(&app.a);
        let (_, line) = thousand(&app, &user, json!({})).await;
        let input = json!({"id": line, "version": 1, "quantity": "1"});
        let refused = act(&app, &app.admin(&app.b), "agreementLineUpdate", input, LINE).await;
        assert_eq!(refusals(&refused), ["NOT_FOUND id"]);
    }
}
