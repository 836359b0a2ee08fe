//! `itemUpdate`.

use serde_json::{Value, json};

use super::{SHOWN, all, create, item, vendor};
use crate::ask;
use crate::harness::user::User;
use crate::harness::{TestApp, both};
use crate::procurement_category::category;

both! {
    async fn what_is_left_out_stays_and_null_takes_away(app: TestApp) {
        let user = app.manager(&app.a);
        let category = category(&app, &user, "PAPER", &Value::Null).await;
        let vendor = vendor(&app, &user, "Nord").await;
        let mut expected = item(&app, &user, "Paper").await;
        let id = expected["id"].clone();
        let change = json!({
            "id": id,
            "version": 1,
            "name": "Paper A4",
            "itemType": "SERVICE",
            "purchaseUnit": "BOX",
            "procurementCategoryId": category["id"],
            "defaultVendorId": vendor["id"],
            "purchasePrice": "12.5",
            "priceCurrency": "SEK",
            "priceUnit": "10",
            "orderMultiple": "2",
            "orderQuantityMin": "4",
            "orderQuantityMax": "8",
            "blocked": true,
        });
        let changed = ask::done(&update(&app, &user, change.clone()).await, "item");
        for (field, value) in change.as_object().expect("an input") {
            match field.strip_suffix("Id") {
                Some(named) => expected[named] = json!({"id": value}),
                None => expected[field] = value.clone(),
            }
        }
        expected["version"] = json!(2);
        assert_eq!(changed, expected);

        let nothing = json!({"id": id, "version": 2});
        let unchanged = ask::done(&update(&app, &user, nothing).await, "item");
        expected["version"] = json!(3);
        assert_eq!(unchanged, expected);

        let mut change = json!({"id": id, "version": 3, "blocked": false});
        for field in [
            "procurementCategory",
            "defaultVendor",
            "purchasePrice",
            "orderMultiple",
            "orderQuantityMin",
            "orderQuantityMax",
        ] {
            expected[field] = Value::Null;
            let is_named = ["procurementCategory", "defaultVendor"].contains(&field);
            let field = if is_named { format!("{field}Id") } else { field.to_owned() };
            change[field] = Value::Null;
        }
        let changed = ask::done(&update(&app, &user, change).await, "item");
        expected["blocked"] = json!(false);
        expected["version"] = json!(4);
        assert_eq!(changed, expected);
        assert_eq!(ask::get(&app, &user, "item", SHOWN, &id).await, expected);
    }

    async fn all_that_is_wrong_is_said_at_once_and_nothing_is_changed(app: TestApp) {
        let user = app.manager(&app.a);
        let made = item(&app, &user, "Paper").await;
        let refused = update(&app, &user, json!({
            "id": made["id"],
            "version": 2,
            "name": " ",
            "purchaseUnit": "PAL",
            "purchasePrice": "0.0000001",
            "priceCurrency": "XXX",
            "priceUnit": "-1",
            "orderMultiple": "0",
            "orderQuantityMin": "9",
            "orderQuantityMax": "8",
        }))
        .await;
        let expected = [
            "MINIMUM_ABOVE_MAXIMUM orderQuantityMin",
            "NOT_POSITIVE orderMultiple",
            "NOT_POSITIVE priceUnit",
            "REQUIRED name",
            "STALE_VERSION version",
            "TOO_MANY_DECIMALS purchasePrice",
            "UNIT_NOT_OF_ITEM purchaseUnit",
            "UNKNOWN_CODE priceCurrency",
        ];
        assert_eq!(ask::refusals(&refused), expected);
        assert_eq!(refused["userErrors"][0]["currentVersion"], 1);
        assert_eq!(all(&app, &user).await, json!([made]));
    }

    async fn another_purchase_unit_has_to_fit_the_order_settings_that_stay(app: TestApp) {
        let user = app.manager(&app.a);
        let made = create(&app, &user, json!({
            "name": "Oil",
            "itemType": "INVENTORY",
            "baseUnit": "L",
            "units": [{"unit": "PAL", "factor": "800"}],
            "orderMultiple": "0.5",
            "orderQuantityMin": "2",
        }))
        .await;
        let made = ask::done(&made, "item");
        let change = json!({"id": made["id"], "version": 1, "purchaseUnit": "PAL"});
        let refused = update(&app, &user, change).await;
        assert_eq!(ask::refusals(&refused), ["TOO_MANY_DECIMALS orderMultiple"]);
        let change = json!({"id": made["id"], "version": 1, "orderQuantityMax": "1"});
        let refused = update(&app, &user, change).await;
        assert_eq!(ask::refusals(&refused), ["MINIMUM_ABOVE_MAXIMUM orderQuantityMin"]);
    }

    async fn what_it_names_is_of_the_same_legal_entity(app: TestApp) {
        let user = app.manager(&app.a);
        let made = item(&app, &user, "Paper").await;
        let manager_of_b = app.manager(&app.b);
        let category = category(&app, &manager_of_b, "CANARY-B", &Value::Null).await;
        let vendor = vendor(&app, &manager_of_b, "CANARY-B").await;
        let categories = ask::nothing(&app, "ProcurementCategory", &category["id"]);
        let vendors = ask::nothing(&app, "Vendor", &vendor["id"]);
        for (category, vendor) in categories.into_iter().zip(vendors) {
            let refused = update(&app, &user, json!({
                "id": made["id"],
                "version": 1,
                "procurementCategoryId": category,
                "defaultVendorId": vendor,
            }))
            .await;
            let expected = ["NOT_FOUND defaultVendorId", "NOT_FOUND procurementCategoryId"];
            assert_eq!(ask::refusals(&refused), expected);
        }
        assert_eq!(all(&app, &user).await, json!([made]));
    }

    async fn a_foreign_id_is_answered_as_an_unknown_one(app: TestApp) {
        let of_b = item(&app, &app.manager(&app.b), "CANARY-B").await;
        for id in ask::nothing(&app, "Item", &of_b["id"]) {
            let change = json!({"id": id, "version": 1, "blocked": true});
            let refused = update(&app, &app.manager(&app.a), change).await;
            assert_eq!(refused, ask::not_found("item", "id"));
        }
        assert_eq!(all(&app, &app.viewer(&app.b)).await, json!([of_b]));
    }

    async fn without_the_permission_nothing_is_changed(app: TestApp) {
        let made = item(&app, &app.manager(&app.a), "Paper").await;
        let change = json!({"id": made["id"], "version": 1, "blocked": true});
        ask::forbidden_to(&app, &ask::not_master_data(&app), "itemUpdate", change).await;
        assert_eq!(all(&app, &app.viewer(&app.a)).await, json!([made]));
    }
}

/// The payload of an `itemUpdate`.
async fn update(app: &TestApp, user: &User, input: Value) -> Value {
    let shown = format!("item {{ {SHOWN} }}");
    ask::payload(app, user, "itemUpdate", &shown, input).await
}
