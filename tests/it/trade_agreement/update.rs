//! `tradeAgreementUpdate`.

use serde_json::{Value, json};

use super::{SHOWN, all, create, discount, discount_input, price, with};
use crate::ask;
use crate::harness::user::User;
use crate::harness::{TestApp, both};
use crate::item::{item, vendor};
use crate::procurement_category::category;

both! {
    async fn what_is_left_out_stays_and_null_takes_away(app: TestApp) {
        let user = app.manager(&app.a);
        let paper = item(&app, &user, "Paper").await;
        let ink = item(&app, &user, "Ink").await;
        let vendor = vendor(&app, &user, "Nord").await;
        let made = price(&app, &user, &paper).await;
        let change = json!({
            "id": made["id"],
            "version": 1,
            "vendorId": vendor["id"],
            "itemId": ink["id"],
            "unit": "BOX",
            "currency": "SEK",
            "quantityMin": "3",
            "validFrom": "2026-02-01",
            "validTo": "2026-02-28",
            "unitPrice": "18",
            "priceUnit": "12",
        });
        let changed = ask::done(&update(&app, &user, change.clone()).await, "tradeAgreement");
        let mut expected = made;
        for (field, value) in change.as_object().expect("an input") {
            match field.strip_suffix("Id") {
                Some(named) => expected[named] = json!({"id": value}),
                None => expected[field] = value.clone(),
            }
        }
        expected["version"] = json!(2);
        assert_eq!(changed, expected);

        let null = json!({"id": expected["id"], "version": 2, "vendorId": null, "validTo": null});
        let changed = ask::done(&update(&app, &user, null).await, "tradeAgreement");
        expected["vendor"] = Value::Null;
        expected["validTo"] = Value::Null;
        expected["version"] = json!(3);
        assert_eq!(changed, expected);
        let read = ask::get(&app, &user, "tradeAgreement", SHOWN, &expected["id"]).await;
        assert_eq!(read, expected);
    }

    async fn a_discount_changes_what_it_is_for(app: TestApp) {
        let user = app.manager(&app.a);
        let paper = item(&app, &user, "Paper").await;
        let category = category(&app, &user, "PAPER", &Value::Null).await;
        let id = discount(&app, &user).await["id"].clone();
        let for_item = json!({"id": id, "version": 1, "itemId": paper["id"], "unit": "BOX"});
        let changed = ask::done(&update(&app, &user, for_item).await, "tradeAgreement");
        assert_eq!(changed["item"]["id"], paper["id"]);
        let for_category = json!({
            "id": id,
            "version": 2,
            "itemId": null,
            "unit": null,
            "procurementCategoryId": category["id"],
            "discountPercent": "0",
            "discountAmount": "2.5",
        });
        let changed = ask::done(&update(&app, &user, for_category).await, "tradeAgreement");
        let expected = json!({
            "item": null,
            "unit": null,
            "procurementCategory": {"id": category["id"]},
            "discountPercent": "0",
            "discountAmount": "2.5",
            "version": 3,
        });
        assert_eq!(with(changed.clone(), &expected), changed);
    }

    async fn what_is_taken_away_from_a_price_or_a_discount_is_missed(app: TestApp) {
        let user = app.manager(&app.a);
        let paper = item(&app, &user, "Paper").await;
        let price = price(&app, &user, &paper).await;
        let less = json!({
            "id": price["id"],
            "version": 1,
            "itemId": null,
            "unit": null,
            "unitPrice": null,
            "discountPercent": "1",
        });
        let expected = [
            "NOT_ALLOWED discountPercent",
            "REQUIRED itemId",
            "REQUIRED unit",
            "REQUIRED unitPrice",
        ];
        assert_eq!(ask::refusals(&update(&app, &user, less).await), expected);

        let discount = discount(&app, &user).await;
        let less = json!({
            "id": discount["id"], "version": 1, "discountPercent": "0", "unitPrice": "1",
        });
        let expected = ["NOT_ALLOWED unitPrice", "REQUIRED discountPercent"];
        assert_eq!(ask::refusals(&update(&app, &user, less).await), expected);
        let before = [&price, &discount];
        let now = all(&app, &user).await;
        assert!(before.iter().all(|row| now.as_array().is_some_and(|now| now.contains(row))));
    }

    async fn all_that_is_wrong_is_said_at_once_and_nothing_is_changed(app: TestApp) {
        let user = app.manager(&app.a);
        let paper = item(&app, &user, "Paper").await;
        let made = price(&app, &user, &paper).await;
        let wrong = json!({
            "id": made["id"],
            "version": 2,
            "unit": "PAL",
            "currency": "XXX",
            "quantityMin": "0.5",
            "validFrom": "2026-03-02",
            "validTo": "2026-03-01",
            "unitPrice": "0.0000001",
            "priceUnit": "-1",
            "discountPercent": "101",
            "discountAmount": "-1",
        });
        let refused = update(&app, &user, wrong).await;
        let said = ask::refusals(&refused);
        for refusal in [
            "NEGATIVE discountAmount",
            "NOT_POSITIVE priceUnit",
            "PERCENT_OUT_OF_RANGE discountPercent",
            "PERIOD_REVERSED validTo",
            "STALE_VERSION version",
            "TOO_MANY_DECIMALS quantityMin",
            "TOO_MANY_DECIMALS unitPrice",
            "UNIT_NOT_OF_ITEM unit",
            "UNKNOWN_CODE currency",
        ] {
            assert!(said.iter().any(|one| one == refusal), "{refusal} not in {said:?}");
        }
        assert_eq!(refused["userErrors"][0]["currentVersion"], 1);
        assert_eq!(all(&app, &user).await, json!([made]));
    }

    async fn the_period_that_comes_of_a_change_may_not_be_reversed(app: TestApp) {
        let user = app.manager(&app.a);
        let closed = with(discount_input(), &json!({"validTo": "2026-06-30"}));
        let made = ask::done(&create(&app, &user, closed).await, "tradeAgreement");
        let late = json!({"id": made["id"], "version": 1, "validFrom": "2026-07-01"});
        assert_eq!(ask::refusals(&update(&app, &user, late).await), ["PERIOD_REVERSED validTo"]);
        let one_day = json!({"id": made["id"], "version": 1, "validFrom": "2026-06-30"});
        ask::done(&update(&app, &user, one_day).await, "tradeAgreement");
    }

    async fn what_it_names_is_of_the_same_legal_entity(app: TestApp) {
        let user = app.manager(&app.a);
        let made = discount(&app, &user).await;
        let manager_of_b = app.manager(&app.b);
        let item = item(&app, &manager_of_b, "CANARY-B").await;
        let vendor = vendor(&app, &manager_of_b, "CANARY-B").await;
        let category = category(&app, &manager_of_b, "CANARY-B", &Value::Null).await;
        for (node, field, of_b) in [
            ("Item", "itemId", &item),
            ("Vendor", "vendorId", &vendor),
            ("ProcurementCategory", "procurementCategoryId", &category),
        ] {
            for id in ask::nothing(&app, node, &of_b["id"]) {
                let change = json!({"id": made["id"], "version": 1, field: id});
                let refused = update(&app, &user, change).await;
                assert_eq!(refused, ask::not_found("tradeAgreement", field));
            }
        }
        assert_eq!(all(&app, &user).await, json!([made]));
    }

    async fn a_foreign_id_is_answered_as_an_unknown_one(app: TestApp) {
        let of_b = discount(&app, &app.manager(&app.b)).await;
        for id in ask::nothing(&app, "TradeAgreement", &of_b["id"]) {
            let change = json!({"id": id, "version": 1, "discountPercent": "99"});
            let refused = update(&app, &app.manager(&app.a), change).await;
            assert_eq!(refused, ask::not_found("tradeAgreement", "id"));
        }
        assert_eq!(all(&app, &app.viewer(&app.b)).await, json!([of_b]));
    }

    async fn without_the_permission_nothing_is_changed(app: TestApp) {
        let made = discount(&app, &app.manager(&app.a)).await;
        let change = json!({"id": made["id"], "version": 1, "discountPercent": "99"});
        let nobody = ask::not_master_data(&app);
        ask::forbidden_to(&app, &nobody, "tradeAgreementUpdate", change).await;
        assert_eq!(all(&app, &app.viewer(&app.a)).await, json!([made]));
    }
}

/// The payload of a `tradeAgreementUpdate`.
async fn update(app: &TestApp, user: &User, input: Value) -> Value {
    let shown = format!("tradeAgreement {{ {SHOWN} }}");
    ask::payload(app, user, "tradeAgreementUpdate", &shown, input).await
}
