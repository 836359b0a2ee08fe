//! `tradeAgreementCreate`.

use serde_json::{Value, json};

use super::{SHOWN, all, create, discount, discount_input, price, price_input, with};
use crate::ask;
use crate::harness::both;
use crate::item::{item, vendor};
use crate::procurement_category::category;

both! {
    async fn a_price_is_kept_as_it_was_given(app: TestApp) {
        let user = app.manager(&app.a);
        let item = item(&app, &user, "Paper").await;
        let vendor = vendor(&app, &user, "Nord").await;
        let made = create(&app, &user, json!({
            "tradeAgreementType": "PRICE",
            "vendorId": vendor["id"],
            "itemId": item["id"],
            "unit": "BOX",
            "currency": "SEK",
            "quantityMin": "10",
            "validFrom": "2026-01-01",
            "validTo": "2026-12-31",
            "unitPrice": "123.456789",
            "priceUnit": "100",
        }))
        .await;
        let made = ask::done(&made, "tradeAgreement");
        let expected = json!({
            "id": made["id"],
            "tradeAgreementType": "PRICE",
            "vendor": {"id": vendor["id"]},
            "item": {"id": item["id"]},
            "procurementCategory": null,
            "unit": "BOX",
            "currency": "SEK",
            "quantityMin": "10",
            "validFrom": "2026-01-01",
            "validTo": "2026-12-31",
            "unitPrice": "123.456789",
            "priceUnit": "100",
            "discountPercent": "0",
            "discountAmount": "0",
            "version": 1,
        });
        assert_eq!(made, expected);
        let reader = app.viewer(&app.a);
        let read = ask::get(&app, &reader, "tradeAgreement", SHOWN, &made["id"]).await;
        assert_eq!(read, expected);
    }

    async fn a_discount_is_kept_as_it_was_given(app: TestApp) {
        let user = app.manager(&app.a);
        let category = category(&app, &user, "PAPER", &Value::Null).await;
        let made = create(&app, &user, json!({
            "tradeAgreementType": "DISCOUNT",
            "procurementCategoryId": category["id"],
            "unit": "KG",
            "currency": "EUR",
            "quantityMin": "0.5",
            "validFrom": "2026-01-01",
            "validTo": "2026-01-01",
            "priceUnit": "0.25",
            "discountPercent": "100",
            "discountAmount": "0.000001",
        }))
        .await;
        let made = ask::done(&made, "tradeAgreement");
        let expected = json!({
            "id": made["id"],
            "tradeAgreementType": "DISCOUNT",
            "vendor": null,
            "item": null,
            "procurementCategory": {"id": category["id"]},
            "unit": "KG",
            "currency": "EUR",
            "quantityMin": "0.5",
            "validFrom": "2026-01-01",
            "validTo": "2026-01-01",
            "unitPrice": null,
            "priceUnit": "0.25",
            "discountPercent": "100",
            "discountAmount": "0.000001",
            "version": 1,
        });
        assert_eq!(made, expected);
    }

    async fn what_is_left_out_is_usual_or_absent(app: TestApp) {
        let user = app.manager(&app.a);
        let item = item(&app, &user, "Paper").await;
        let price = price(&app, &user, &item).await;
        let usual = json!({
            "vendor": null,
            "procurementCategory": null,
            "quantityMin": "0",
            "validTo": null,
            "priceUnit": "1",
            "discountAmount": "0",
            "version": 1,
        });
        assert_eq!(with(price.clone(), &usual), price);
        assert_eq!(price["discountPercent"], "0");
        let discount = discount(&app, &user).await;
        assert_eq!(with(discount.clone(), &usual), discount);
        for field in ["item", "unit", "unitPrice"] {
            assert_eq!(discount[field], Value::Null, "{field}");
        }
        // A price may be nothing, and the same may be said twice.
        let free = with(price_input(&item), &json!({"unitPrice": "0"}));
        ask::done(&create(&app, &user, free.clone()).await, "tradeAgreement");
        ask::done(&create(&app, &user, free).await, "tradeAgreement");
    }

    async fn a_price_needs_an_item_a_unit_and_a_price_and_has_no_discount(app: TestApp) {
        let user = app.manager(&app.a);
        let category = category(&app, &user, "PAPER", &Value::Null).await;
        let input = with(discount_input(), &json!({
            "tradeAgreementType": "PRICE",
            "procurementCategoryId": category["id"],
            "discountAmount": "1",
        }));
        let expected = [
            "NOT_ALLOWED discountAmount",
            "NOT_ALLOWED discountPercent",
            "NOT_ALLOWED procurementCategoryId",
            "REQUIRED itemId",
            "REQUIRED unit",
            "REQUIRED unitPrice",
        ];
        assert_eq!(ask::refusals(&create(&app, &user, input).await), expected);
        assert_eq!(all(&app, &user).await, json!([]));
    }

    async fn a_discount_takes_something_off_and_has_no_price(app: TestApp) {
        let user = app.manager(&app.a);
        let item = item(&app, &user, "Paper").await;
        let category = category(&app, &user, "PAPER", &Value::Null).await;
        let input = with(price_input(&item), &json!({
            "tradeAgreementType": "DISCOUNT",
            "procurementCategoryId": category["id"],
        }));
        let expected = [
            "NOT_ALLOWED procurementCategoryId",
            "NOT_ALLOWED unitPrice",
            "REQUIRED discountPercent",
        ];
        assert_eq!(ask::refusals(&create(&app, &user, input).await), expected);
        assert_eq!(all(&app, &user).await, json!([]));
        let amount_only = json!({"discountPercent": null, "discountAmount": "1"});
        let amount_only = with(discount_input(), &amount_only);
        ask::done(&create(&app, &user, amount_only).await, "tradeAgreement");
    }

    async fn all_that_is_wrong_is_said_at_once_and_nothing_is_written(app: TestApp) {
        let user = app.manager(&app.a);
        let item = item(&app, &user, "Paper").await;
        let cases = [
            (
                with(price_input(&item), &json!({
                    "unit": "PAL",
                    "currency": "XXX",
                    "quantityMin": "1.5",
                    "validTo": "2025-12-31",
                    "unitPrice": "-1",
                    "priceUnit": "0",
                })),
                vec![
                    "NEGATIVE unitPrice",
                    "NOT_POSITIVE priceUnit",
                    "PERIOD_REVERSED validTo",
                    "TOO_MANY_DECIMALS quantityMin",
                    "UNIT_NOT_OF_ITEM unit",
                    "UNKNOWN_CODE currency",
                ],
            ),
            (
                with(discount_input(), &json!({
                    "unit": "XXX",
                    "quantityMin": "-1",
                    "validFrom": "1800-01-01",
                    "validTo": "1800-01-02",
                    "discountPercent": "100.000001",
                    "discountAmount": "1000000000000",
                })),
                vec![
                    "MALFORMED validFrom",
                    "MALFORMED validTo",
                    "NEGATIVE quantityMin",
                    "OUT_OF_RANGE discountAmount",
                    "PERCENT_OUT_OF_RANGE discountPercent",
                    "UNKNOWN_CODE unit",
                ],
            ),
            (
                // What is given and refused is not missing besides.
                with(discount_input(), &json!({"discountPercent": "0.0000001"})),
                vec!["TOO_MANY_DECIMALS discountPercent"],
            ),
            (
                with(discount_input(), &json!({
                    "discountPercent": "-0.000001",
                    "discountAmount": "-1",
                    "priceUnit": "0.0000001",
                })),
                vec![
                    "NEGATIVE discountAmount",
                    "PERCENT_OUT_OF_RANGE discountPercent",
                    "TOO_MANY_DECIMALS priceUnit",
                ],
            ),
        ];
        for (input, expected) in cases {
            assert_eq!(ask::refusals(&create(&app, &user, input).await), expected);
        }
        assert_eq!(all(&app, &user).await, json!([]));
    }

    async fn what_it_names_is_of_the_same_legal_entity(app: TestApp) {
        let user = app.manager(&app.a);
        let manager_of_b = app.manager(&app.b);
        let item = item(&app, &manager_of_b, "CANARY-B").await;
        let vendor = vendor(&app, &manager_of_b, "CANARY-B").await;
        let category = category(&app, &manager_of_b, "CANARY-B", &Value::Null).await;
        let items = ask::nothing(&app, "Item", &item["id"]);
        let vendors = ask::nothing(&app, "Vendor", &vendor["id"]);
        let categories = ask::nothing(&app, "ProcurementCategory", &category["id"]);
        for ((item, vendor), category) in items.into_iter().zip(vendors).zip(categories) {
            let price = with(price_input(&json!({"id": item})), &json!({"vendorId": vendor}));
            let refused = create(&app, &user, price).await;
            assert_eq!(ask::refusals(&refused), ["NOT_FOUND itemId", "NOT_FOUND vendorId"]);
            let discount = with(discount_input(), &json!({"procurementCategoryId": category}));
            let refused = create(&app, &user, discount).await;
            assert_eq!(refused, ask::not_found("tradeAgreement", "procurementCategoryId"));
        }
        for le in [&app.a, &app.b] {
            assert_eq!(all(&app, &app.viewer(le)).await, json!([]));
        }
    }

    async fn without_the_permission_nothing_is_written(app: TestApp) {
        let nobody = ask::not_master_data(&app);
        ask::forbidden_to(&app, &nobody, "tradeAgreementCreate", discount_input()).await;
        for le in [&app.a, &app.b] {
            assert_eq!(all(&app, &app.viewer(le)).await, json!([]));
        }
    }
}
