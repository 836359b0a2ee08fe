//! `agreementLineAdd` (AGR-1, AGR-3). What lines may hold is also in `agreement::bad_input`.

use serde_json::{Value, json};

use crate::build::{self, act, done, refusals};
use crate::harness::both;

const LINE: &str = "agreementLine {
    lineNumber commitmentType item { id } quantity unit unitPrice priceUnit discountPercent
    discountAmount amount { amount currency } releaseAmountMin { amount }
    releaseAmountMax { amount } maxEnforced priceFixed effectiveDate expirationDate
    deliveryAddress text variant site { id } warehouse { id } dimensions { value { code } }
    version agreement { version lines { totalCount } } fulfillment { committed remaining }
}";

both! {
    async fn a_line_starts_from_the_header_and_the_item(app: TestApp) {
        let user = app.admin(&app.a);
        let boxed = json!({"purchaseUnit": "BOX", "purchasePrice": "4.60"});
        let item = build::item(&app, &user, boxed).await;
        let id = build::agreement(&app, &user, json!({})).await;
        let input = json!({"agreementId": id, "line": {"itemId": item, "quantity": "10"}});
        let added = done(&app, &app.manager(&app.a), "agreementLineAdd", input, LINE).await;
        let expected = json!({
            "lineNumber": 1, "commitmentType": "PRODUCT_QUANTITY", "item": {"id": item},
            "quantity": "10", "unit": "BOX", "unitPrice": "0", "priceUnit": "1",
            "discountPercent": "0", "discountAmount": "0",
            "amount": {"amount": "0.00", "currency": "EUR"}, "releaseAmountMin": null,
            "releaseAmountMax": null, "maxEnforced": false, "priceFixed": false,
            "effectiveDate": "2026-01-01", "expirationDate": "2026-12-31",
            "deliveryAddress": null, "text": null, "variant": null, "site": null,
            "warehouse": null, "dimensions": [], "version": 1,
            "agreement": {"version": 2, "lines": {"totalCount": 1}},
            "fulfillment": {"committed": "10", "remaining": "10"},
        });
        assert_eq!(added["agreementLine"], expected);
    }

    async fn every_field_of_a_line_is_kept(app: TestApp) {
        let user = app.admin(&app.a);
        let item = build::item(&app, &user, json!({})).await;
        let site = build::site(&app, &user).await;
        let warehouse = build::warehouse(&app, &user, &site).await;
        let department = build::dimension(&app, &user, "DEPARTMENT").await;
        let value = build::dimension_value(&app, &user, &department, "D10").await;
        let id = build::effective(&app, &user, json!({"currency": "SEK"})).await;
        let line = json!({
            "commitmentType": "PRODUCT_QUANTITY", "itemId": item, "quantity": "20",
            "unit": "BOX", "unitPrice": "84.123456", "priceUnit": "100", "discountPercent": "5",
            "discountAmount": "4", "releaseAmountMin": "1", "releaseAmountMax": "2",
            "maxEnforced": true,
        "priceFixed": true, "effectiveDate": "2026-03-01",
            "expirationDate": "2027-03-01", "deliveryAddress": "Gate 2", "text": "as drawn",
            "variant": "RED", "siteId": site, "warehouseId": warehouse,
            "dimensions": [{"dimensionId": department, "dimensionValueId": value}],
        });
        let input = json!({"agreementId": id, "line": line});
        let added = done(&app, &user, "agreementLineAdd", input, LINE).await;
        let expected = json!({
            "lineNumber": 1, "commitmentType": "PRODUCT_QUANTITY", "item": {"id": item},
            "quantity": "20", "unit": "BOX", "unitPrice": "84.123456", "priceUnit": "100",
            "discountPercent": "5", "discountAmount": "4",
            // 20 × 80.123456 / 100 × 0.95
            "amount": {"amount": "15.22", "currency": "SEK"},
            "releaseAmountMin": {"amount": "1.00"}, "releaseAmountMax": {"amount": "2.00"},
            "maxEnforced": true, "priceFixed": true,
            "effectiveDate": "2026-03-01", "expirationDate": "2027-03-01",
            "deliveryAddress": "Gate 2", "text": "as drawn", "variant": "RED",
            "site": {"id": site}, "warehouse": {"id": warehouse},
            "dimensions": [{"value": {"code": "D10"}}], "version": 1,
            "agreement": {"version": 3, "lines": {"totalCount": 1}},
            "fulfillment": {"committed": "20", "remaining": "20"},
        });
        assert_eq!(added["agreementLine"], expected);
    }

    async fn a_line_number_is_never_given_twice(app: TestApp) {
        let user = app.admin(&app.a);
        let lines = json!([
            {"commitmentType": "VALUE", "amount": "1"}, {"commitmentType": "VALUE", "amount": "2"},
        ]);
        let id = build::agreement(&app, &user, json!({"lines": lines})).await;
        let last = build::lines(&app, &user, &id).await.remove(1);
        done(&app, &user, "agreementLineRemove", json!({"id": last, "version": 1}), "").await;
        let line = json!({"commitmentType": "VALUE", "amount": "3"});
        let input = json!({"agreementId": id, "line": line});
        let added = done(&app, &user, "agreementLineAdd", input, LINE).await;
        assert_eq!(added["agreementLine"]["lineNumber"], 3);
    }

    async fn all_that_is_wrong_is_said_at_once_under_the_line(app: TestApp) {
        let user = app.admin(&app.a);
        let item = build::item(&app, &user, json!({})).await;
        let id = build::effective(&app, &user, json!({})).await;
        done(&app, &user, "agreementClose", json!({"id": id}), "").await;
        let line = json!({
            "itemId": item, "quantity": "0", "unit": "KG", "priceUnit": "0",
            "discountPercent": "101", "amount": "1", "releaseAmountMin": "2",
            "releaseAmountMax": "1", "effectiveDate": "2027-01-01", "text": "",
        });
        let refused =
            act(&app, &user, "agreementLineAdd", json!({"agreementId": id, "line": line}), LINE)
                .await;
        assert_eq!(refused["agreementLine"], Value::Null);
        let mut said = refusals(&refused);
        said.sort();
        let expected = [
            "AGREEMENT_CLOSED agreementId",
            "MINIMUM_ABOVE_MAXIMUM line.releaseAmountMin",
            "NOT_ALLOWED line.amount",
            "NOT_POSITIVE line.priceUnit",
            "NOT_POSITIVE line.quantity",
            "PERCENT_OUT_OF_RANGE line.discountPercent",
            "PERIOD_REVERSED line.expirationDate",
            "REQUIRED line.text",
            "UNIT_NOT_OF_ITEM line.unit",
        ];
        assert_eq!(said, expected);
        assert_eq!(build::lines(&app, &user, &id).await, [""; 0]);
    }

    async fn another_legal_entitys_agreement_is_unknown(app: TestApp) {
        let user = app.admin(&app.a);
        let id = build::agreement(&app, &user, json!({})).await;
        let line = json!({"commitmentType": "VALUE", "amount": "3"});
        let input = json!({"agreementId": id, "line": line});
        let refused = act(&app, &app.admin(&app.b), "agreementLineAdd", input, LINE).await;
        assert_eq!(refusals(&refused), ["NOT_FOUND agreementId"]);
    }
}
