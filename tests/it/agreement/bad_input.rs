//! What `agreementCreate` refuses of an agreement and its lines (AGR-3, AGR-17).

use serde_json::{Value, json};

use super::count;
use crate::build::{self, act, done, refusals};
use crate::harness::both;

const WHOLE: &str = "agreement { id }";

both! {
    async fn each_type_demands_what_it_needs_and_refuses_what_it_has_not(app: TestApp) {
        let user = app.admin(&app.a);
        let item = build::item(&app, &user, json!({})).await;
        let category = build::category(&app, &user, None).await;
        let everything = json!({
            "itemId": item, "procurementCategoryId": category, "quantity": "1", "unit": "PCS",
            "unitPrice": "1", "priceUnit": "10", "discountAmount": "1", "amount": "1",
        });
        let typed = |kind: &str, line: Value| build::over(line, json!({"commitmentType": kind}));
        let input = json!({
            "vendorId": build::vendor(&app, &user, json!({})).await,
            "agreementClassificationId": build::classification(&app, &user, json!({})).await,
            "defaultExpirationDate": "2026-12-31",
            "lines": [
                {},
                typed("PRODUCT_VALUE", json!({})),
                typed("CATEGORY_VALUE", json!({})),
                typed("VALUE", json!({})),
                typed("PRODUCT_QUANTITY", everything.clone()),
                typed("PRODUCT_VALUE", everything.clone()),
                typed("CATEGORY_VALUE", everything.clone()),
                typed("VALUE", everything),
            ],
        });
        let refused = act(&app, &user, "agreementCreate", input, WHOLE).await;
        assert_eq!(refused["agreement"], Value::Null);
        let mut said = refusals(&refused);
        said.sort();
        let mut expected = [
            "REQUIRED lines[0].itemId",
            "REQUIRED lines[0].quantity",
            "REQUIRED lines[0].unit",
            "REQUIRED lines[1].itemId",
            "REQUIRED lines[1].amount",
            "REQUIRED lines[2].procurementCategoryId",
            "REQUIRED lines[2].amount",
            "REQUIRED lines[3].amount",
            "NOT_ALLOWED lines[4].procurementCategoryId",
            "NOT_ALLOWED lines[4].amount",
            "NOT_ALLOWED lines[5].procurementCategoryId",
            "NOT_ALLOWED lines[5].quantity",
            "NOT_ALLOWED lines[5].unit",
            "NOT_ALLOWED lines[5].unitPrice",
            "NOT_ALLOWED lines[5].priceUnit",
            "NOT_ALLOWED lines[5].discountAmount",
            "NOT_ALLOWED lines[6].itemId",
            "NOT_ALLOWED lines[6].quantity",
            "NOT_ALLOWED lines[6].unit",
            "NOT_ALLOWED lines[6].unitPrice",
            "NOT_ALLOWED lines[6].priceUnit",
            "NOT_ALLOWED lines[6].discountAmount",
            "NOT_ALLOWED lines[7].itemId",
            "NOT_ALLOWED lines[7].procurementCategoryId",
            "NOT_ALLOWED lines[7].quantity",
            "NOT_ALLOWED lines[7].unit",
            "NOT_ALLOWED lines[7].unitPrice",
            "NOT_ALLOWED lines[7].priceUnit",
            "NOT_ALLOWED lines[7].discountAmount",
        ];
        expected.sort_unstable();
        assert_eq!(said, expected);
        assert_eq!(count(&app, &user).await, 0);
    }

    async fn wrong_numbers_are_refused_under_their_field_all_at_once(app: TestApp) {
        let user = app.admin(&app.a);
        let item = build::item(&app, &user, json!({})).await;
        let line = |more: Value| build::over(json!({"itemId": item, "quantity": "1"}), more);
        let value = |more: Value| {
            build::over(json!({"commitmentType": "VALUE", "amount": "10"}), more)
        };
        let thirty = "123456789012345678901234567";
        let cases = [
            (line(json!({"quantity": "0"})), "NOT_POSITIVE quantity"),
            (line(json!({"quantity": "-1"})), "NOT_POSITIVE quantity"),
            (line(json!({"quantity": "1.5"})), "TOO_MANY_DECIMALS quantity"),
            (line(json!({"quantity": thirty})), "OUT_OF_RANGE quantity"),
            (line(json!({"unitPrice": "-1"})), "NEGATIVE unitPrice"),
            (line(json!({"unitPrice": "0.1234567"})), "TOO_MANY_DECIMALS unitPrice"),
            (line(json!({"unitPrice": thirty})), "OUT_OF_RANGE unitPrice"),
            (line(json!({"priceUnit": "0"})), "NOT_POSITIVE priceUnit"),
            (line(json!({"discountPercent": "101"})), "PERCENT_OUT_OF_RANGE discountPercent"),
            (line(json!({"discountPercent": "-1"})), "PERCENT_OUT_OF_RANGE discountPercent"),
            (
                line(json!({"unitPrice": "1", "discountAmount": "2"})),
                "DISCOUNT_ABOVE_PRICE discountAmount",
            ),
            (line(json!({"unit": "KG"})), "UNIT_NOT_OF_ITEM unit"),
            (line(json!({"unit": "NONSENSE"})), "UNIT_NOT_OF_ITEM unit"),
            (value(json!({"amount": "0"})), "NOT_POSITIVE amount"),
            (value(json!({"amount": "1.001"})), "TOO_MANY_DECIMALS amount"),
            (value(json!({"amount": thirty})), "OUT_OF_RANGE amount"),
            (value(json!({"discountPercent": "100.5"})), "PERCENT_OUT_OF_RANGE discountPercent"),
            (
                value(json!({"releaseAmountMin": "2", "releaseAmountMax": "1"})),
                "MINIMUM_ABOVE_MAXIMUM releaseAmountMin",
            ),
            (value(json!({"releaseAmountMin": "-2"})), "NEGATIVE releaseAmountMin"),
            (value(json!({"releaseAmountMax": "0.001"})), "TOO_MANY_DECIMALS releaseAmountMax"),
            (
                value(json!({"effectiveDate": "2026-05-02", "expirationDate": "2026-05-01"})),
                "PERIOD_REVERSED expirationDate",
            ),
            (value(json!({"effectiveDate": "2027-05-02"})), "PERIOD_REVERSED expirationDate"),
            (value(json!({"effectiveDate": "1066-10-14"})), "MALFORMED effectiveDate"),
            (value(json!({"text": ""})), "REQUIRED text"),
            (value(json!({"text": "x".repeat(1001)})), "MALFORMED text"),
            (value(json!({"deliveryAddress": "x".repeat(1001)})), "MALFORMED deliveryAddress"),
            (value(json!({"variant": "x".repeat(41)})), "MALFORMED variant"),
        ];
        let lines: Vec<Value> = cases.iter().map(|(line, _)| line.clone()).collect();
        let input = json!({
            "vendorId": build::vendor(&app, &user, json!({})).await,
            "agreementClassificationId": build::classification(&app, &user, json!({})).await,
            "defaultExpirationDate": "2026-12-31",
            "lines": lines,
        });
        let refused = act(&app, &user, "agreementCreate", input, WHOLE).await;
        let expected: Vec<String> = (0..)
            .zip(&cases)
            .map(|(n, (_, why))| why.replacen(' ', &format!(" lines[{n}]."), 1))
            .collect();
        assert_eq!(refusals(&refused), expected);
        assert_eq!(count(&app, &user).await, 0);
    }

    async fn a_decimal_of_thirty_digits_is_no_decimal(app: TestApp) {
        let user = app.admin(&app.a);
        let input = json!({
            "vendorId": build::vendor(&app, &user, json!({})).await,
            "agreementClassificationId": build::classification(&app, &user, json!({})).await,
            "defaultExpirationDate": "2026-12-31",
            "lines": [{"commitmentType": "VALUE", "amount": "1".repeat(30)}],
        });
        let answer = build::answer(&app, &user, "agreementCreate", input, WHOLE).await;
        assert!(answer["errors"].is_array(), "{answer}");
        assert_eq!(count(&app, &user).await, 0);
    }

    async fn wrong_header_fields_are_refused_all_at_once(app: TestApp) {
        let user = app.admin(&app.a);
        let input = json!({
            "vendorId": build::vendor(&app, &user, json!({})).await,
            "agreementClassificationId": build::classification(&app, &user, json!({})).await,
            "defaultEffectiveDate": "2027-01-01",
            "defaultExpirationDate": "2026-12-31",
            "title": " ",
            "paymentTerms": "x".repeat(41),
            "deliveryTerms": "x".repeat(41),
            "deliveryMode": "tab\there",
            "deliveryAddress": "x".repeat(1001),
            "primaryWorker": "ann",
            "secondaryWorker": "ann",
            "project": "",
        });
        let refused = act(&app, &user, "agreementCreate", input, WHOLE).await;
        let mut said = refusals(&refused);
        said.sort();
        let expected = [
            "MALFORMED deliveryAddress",
            "MALFORMED deliveryMode",
            "MALFORMED deliveryTerms",
            "MALFORMED paymentTerms",
            "PERIOD_REVERSED defaultExpirationDate",
            "REQUIRED project",
            "REQUIRED title",
            "WORKERS secondaryWorker",
        ];
        assert_eq!(said, expected);
        assert_eq!(count(&app, &user).await, 0);
    }

    async fn a_second_worker_needs_a_first(app: TestApp) {
        let user = app.admin(&app.a);
        let input = json!({
            "vendorId": build::vendor(&app, &user, json!({})).await,
            "agreementClassificationId": build::classification(&app, &user, json!({})).await,
            "defaultExpirationDate": "2026-12-31",
            "secondaryWorker": "bob",
        });
        let refused = act(&app, &user, "agreementCreate", input, WHOLE).await;
        assert_eq!(refusals(&refused), ["WORKERS secondaryWorker"]);
    }

    async fn what_another_legal_entity_has_is_unknown_here(app: TestApp) {
        let user = app.admin(&app.a);
        let other = app.admin(&app.b);
        let site = build::site(&app, &other).await;
        let dimension = build::dimension(&app, &other, "DEPARTMENT").await;
        let value = build::dimension_value(&app, &other, &dimension, "D10").await;
        let dimensions = json!([{"dimensionId": dimension, "dimensionValueId": value}]);
        let input = json!({
            "vendorId": build::vendor(&app, &other, json!({})).await,
            "agreementClassificationId": build::classification(&app, &other, json!({})).await,
            "defaultExpirationDate": "2026-12-31",
            "dimensions": dimensions,
        });
        let refused = act(&app, &user, "agreementCreate", input, WHOLE).await;
        let expected = [
            "NOT_FOUND vendorId",
            "NOT_FOUND agreementClassificationId",
            "NOT_FOUND dimensions[0].dimensionValueId",
        ];
        assert_eq!(refusals(&refused), expected);

        let lines = json!([
            {"itemId": build::item(&app, &other, json!({})).await, "quantity": "1"},
            {
                "commitmentType": "CATEGORY_VALUE", "amount": "1", "siteId": site,
                "procurementCategoryId": build::category(&app, &other, None).await,
                "warehouseId": build::warehouse(&app, &other, &site).await,
                "dimensions": dimensions,
            },
        ]);
        let input = json!({
            "vendorId": build::vendor(&app, &user, json!({})).await,
            "agreementClassificationId": build::classification(&app, &user, json!({})).await,
            "defaultExpirationDate": "2026-12-31",
            "lines": lines,
        });
        let refused = act(&app, &user, "agreementCreate", input, WHOLE).await;
        let expected = [
            "NOT_FOUND lines[0].itemId",
            "NOT_FOUND lines[1].procurementCategoryId",
            "NOT_FOUND lines[1].siteId",
            "NOT_FOUND lines[1].warehouseId",
            "NOT_FOUND lines[1].dimensions.dimensionValueId",
        ];
        assert_eq!(refusals(&refused), expected);
    }

    async fn an_id_of_another_kind_is_no_id_of_this(app: TestApp) {
        let user = app.admin(&app.a);
        let item = build::item(&app, &user, json!({})).await;
        let input = json!({
            "vendorId": item,
            "agreementClassificationId": build::classification(&app, &user, json!({})).await,
            "defaultExpirationDate": "2026-12-31",
        });
        let answer = build::answer(&app, &user, "agreementCreate", input, WHOLE).await;
        let refused = answer["data"]["agreementCreate"]["agreement"].is_null();
        assert!(refused, "{answer}");
        assert_eq!(count(&app, &user).await, 0);
    }

    async fn a_blocked_vendor_and_a_blocked_item_are_refused(app: TestApp) {
        let user = app.admin(&app.a);
        let vendor = build::vendor(&app, &user, json!({})).await;
        let block = json!({"id": vendor, "version": 1, "blocked": "ALL"});
        done(&app, &user, "vendorUpdate", block, "").await;
        let item = build::item(&app, &user, json!({})).await;
        let block = json!({"id": item, "version": 1, "blocked": true});
        done(&app, &user, "itemUpdate", block, "").await;
        let input = json!({
            "vendorId": vendor,
            "agreementClassificationId": build::classification(&app, &user, json!({})).await,
            "defaultExpirationDate": "2026-12-31",
            "lines": [{"itemId": item, "quantity": "1"}],
        });
        let refused = act(&app, &user, "agreementCreate", input, WHOLE).await;
        assert_eq!(refusals(&refused), ["VENDOR_BLOCKED vendorId", "ITEM_BLOCKED lines[0].itemId"]);
    }
}
