//! `itemCreate`.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{SHOWN, all, create, item, vendor};
use crate::ask;
use crate::harness::both;
use crate::harness::db::run;
use crate::procurement_category::category;

both! {
    async fn all_fields_are_kept_as_they_were_given(app: TestApp) {
        let user = app.manager(&app.a);
        let category = category(&app, &user, "PAPER", &Value::Null).await;
        let vendor = vendor(&app, &user, "Nord").await;
        let made = create(&app, &user, json!({
            "name": "Paper A4",
            "itemType": "NON_INVENTORY",
            "baseUnit": "PCS",
            "purchaseUnit": "BOX",
            "procurementCategoryId": category["id"],
            "defaultVendorId": vendor["id"],
            "purchasePrice": "0.123456",
            "priceCurrency": "SEK",
            "priceUnit": "100",
            "orderMultiple": "5",
            "orderQuantityMin": "10.000",
            "orderQuantityMax": "1000",
            "units": [{"unit": "PAL", "factor": "9999.5"}, {"unit": "BOX", "factor": 500}],
        }))
        .await;
        let made = ask::done(&made, "item");
        let expected = json!({
            "id": made["id"],
            "number": "ITM-000001",
            "name": "Paper A4",
            "itemType": "NON_INVENTORY",
            "baseUnit": "PCS",
            "purchaseUnit": "BOX",
            "procurementCategory": {"id": category["id"]},
            "defaultVendor": {"id": vendor["id"]},
            "purchasePrice": "0.123456",
            "priceCurrency": "SEK",
            "priceUnit": "100",
            "orderMultiple": "5",
            "orderQuantityMin": "10",
            "orderQuantityMax": "1000",
            "blocked": false,
            // By code.
            "units": [{"unit": "BOX", "factor": "500"}, {"unit": "PAL", "factor": "9999.5"}],
            "version": 1,
        });
        assert_eq!(made, expected);
        let read = ask::get(&app, &app.viewer(&app.a), "item", SHOWN, &made["id"]).await;
        assert_eq!(read, expected);
    }

    async fn what_is_left_out_is_usual_or_absent(app: TestApp) {
        let user = app.manager(&app.a);
        for item_type in ["INVENTORY", "SERVICE", "NON_INVENTORY"] {
            let input = json!({"name": "Work", "itemType": item_type, "baseUnit": "H"});
            let made = ask::done(&create(&app, &user, input).await, "item");
            let expected = json!({
                "id": made["id"],
                "number": made["number"],
                "name": "Work",
                "itemType": item_type,
                "baseUnit": "H",
                "purchaseUnit": "H",
                "procurementCategory": null,
                "defaultVendor": null,
                "purchasePrice": null,
                "priceCurrency": "EUR",
                "priceUnit": "1",
                "orderMultiple": null,
                "orderQuantityMin": null,
                "orderQuantityMax": null,
                "blocked": false,
                "units": [],
                "version": 1,
            });
            assert_eq!(made, expected);
        }
    }

    async fn at_once_every_item_gets_a_number_of_its_own(app: TestApp) {
        let app = app.with_connections(8).await;
        let user = app.manager(&app.a);
        let made = join_all((0..8).map(|_| item(&app, &user, "Paper"))).await;
        let mut numbers: Vec<_> = made.iter().filter_map(|item| item["number"].as_str()).collect();
        numbers.sort_unstable();
        let expected: Vec<_> = (1..=8).map(|n| format!("ITM-{n:06}")).collect();
        assert_eq!(numbers, expected);
    }

    async fn a_number_is_typed_only_where_the_sequence_is_manual(app: TestApp) {
        let user = app.manager(&app.a);
        let untyped = json!({"name": "A4", "itemType": "SERVICE", "baseUnit": "H"});
        let mut typed = untyped.clone();
        typed["number"] = json!("X-1");
        let refused = create(&app, &user, typed.clone()).await;
        assert_eq!(ask::refusals(&refused), ["NUMBER_ASSIGNMENT number"]);

        let admin = app.test_db.admin().await;
        run(&admin, "UPDATE number_sequence SET manual = true WHERE scope = 'ITEM'").await;
        let made = ask::done(&create(&app, &user, typed.clone()).await, "item");
        assert_eq!(made["number"], "X-1");
        let again = create(&app, &user, typed.clone()).await;
        assert_eq!(ask::refusals(&again), ["ALREADY_USED number"]);
        let refused = create(&app, &user, untyped.clone()).await;
        assert_eq!(ask::refusals(&refused), ["NUMBER_ASSIGNMENT number"]);
        for number in [" ".to_owned(), "x".repeat(41)] {
            typed["number"] = json!(number);
            let refused = create(&app, &user, typed.clone()).await;
            assert_eq!(ask::refusals(&refused), ["MALFORMED number"]);
        }
        run(&admin, "UPDATE number_sequence SET manual = false, maximum = 0 WHERE scope = 'ITEM'")
            .await;
        let refused = create(&app, &user, untyped.clone()).await;
        assert_eq!(ask::refusals(&refused), ["SEQUENCE_EXHAUSTED number"]);
        run(&admin, "DELETE FROM number_sequence WHERE scope = 'ITEM'").await;
        let refused = create(&app, &user, untyped).await;
        assert_eq!(ask::refusals(&refused), ["SEQUENCE_MISSING number"]);
        assert_eq!(all(&app, &user).await, json!([made]));
    }

    async fn all_that_is_wrong_is_said_at_once_and_nothing_is_written(app: TestApp) {
        let user = app.manager(&app.a);
        let refused = create(&app, &user, json!({
            "name": "",
            "itemType": "INVENTORY",
            "baseUnit": "PCS",
            "purchaseUnit": "KG",
            "purchasePrice": "-1",
            "priceCurrency": "XXX",
            "priceUnit": "0",
            "orderMultiple": "0",
            "orderQuantityMin": "-1",
            "orderQuantityMax": "0.0000001",
            "units": [
                {"unit": "BOX", "factor": "0"},
                {"unit": "BOX", "factor": "12"},
                {"unit": "PCS", "factor": "1"},
                {"unit": "XXX", "factor": "1.0000000001"},
                {"unit": "PAL", "factor": "1000000000000"},
            ],
        }))
        .await;
        let expected = [
            "DUPLICATE units[1].unit",
            "DUPLICATE units[2].unit",
            "NOT_POSITIVE orderMultiple",
            "NOT_POSITIVE orderQuantityMin",
            "NOT_POSITIVE priceUnit",
            "NOT_POSITIVE units[0].factor",
            "NEGATIVE purchasePrice",
            "OUT_OF_RANGE units[4].factor",
            "REQUIRED name",
            "TOO_MANY_DECIMALS orderQuantityMax",
            "TOO_MANY_DECIMALS units[3].factor",
            "UNIT_NOT_OF_ITEM purchaseUnit",
            "UNKNOWN_CODE priceCurrency",
            "UNKNOWN_CODE units[3].unit",
        ];
        let said = ask::refusals(&refused);
        for refusal in expected {
            assert!(said.iter().any(|one| one == refusal), "{refusal} not in {said:?}");
        }
        assert_eq!(said.len(), expected.len(), "{said:?}");
        assert_eq!(all(&app, &user).await, json!([]));
        // A refused act leaves no gap.
        assert_eq!(item(&app, &user, "Next").await["number"], "ITM-000001");
    }

    async fn order_settings_keep_to_the_purchase_unit_and_to_each_other(app: TestApp) {
        let user = app.manager(&app.a);
        let good = json!({
            "name": "Oil",
            "itemType": "INVENTORY",
            "baseUnit": "L",
            "units": [{"unit": "PAL", "factor": "800"}],
            "orderMultiple": "0.5",
            "orderQuantityMin": "1.5",
            "orderQuantityMax": "1.5",
        });
        ask::done(&create(&app, &user, good.clone()).await, "item");
        let mut whole = good.clone();
        whole["purchaseUnit"] = json!("PAL");
        let expected = [
            "TOO_MANY_DECIMALS orderMultiple",
            "TOO_MANY_DECIMALS orderQuantityMax",
            "TOO_MANY_DECIMALS orderQuantityMin",
        ];
        assert_eq!(ask::refusals(&create(&app, &user, whole).await), expected);
        // What is refused is neither the smallest nor the largest.
        let mut unread = good.clone();
        unread["orderQuantityMax"] = json!("0.0000001");
        let refused = create(&app, &user, unread).await;
        assert_eq!(ask::refusals(&refused), ["TOO_MANY_DECIMALS orderQuantityMax"]);
        let mut reversed = good;
        reversed["orderQuantityMax"] = json!("1.499999");
        let refused = create(&app, &user, reversed).await;
        assert_eq!(ask::refusals(&refused), ["MINIMUM_ABOVE_MAXIMUM orderQuantityMin"]);
    }

    async fn a_base_unit_is_one_that_is_known(app: TestApp) {
        let user = app.manager(&app.a);
        for unit in ["XXX", "", "pcs"] {
            let input = json!({"name": "Oil", "itemType": "INVENTORY", "baseUnit": unit});
            let refused = create(&app, &user, input).await;
            assert_eq!(ask::refusals(&refused), ["UNKNOWN_CODE baseUnit"]);
        }
    }

    async fn what_it_names_is_of_the_same_legal_entity(app: TestApp) {
        let user = app.manager(&app.a);
        let manager_of_b = app.manager(&app.b);
        let category = category(&app, &manager_of_b, "CANARY-B", &Value::Null).await;
        let vendor = vendor(&app, &manager_of_b, "CANARY-B").await;
        let categories = ask::nothing(&app, "ProcurementCategory", &category["id"]);
        let vendors = ask::nothing(&app, "Vendor", &vendor["id"]);
        for (category, vendor) in categories.into_iter().zip(vendors) {
            let refused = create(&app, &user, json!({
                "name": "Oil",
                "itemType": "INVENTORY",
                "baseUnit": "L",
                "procurementCategoryId": category,
                "defaultVendorId": vendor,
            }))
            .await;
            let expected = ["NOT_FOUND defaultVendorId", "NOT_FOUND procurementCategoryId"];
            assert_eq!(ask::refusals(&refused), expected);
        }
        assert_eq!(all(&app, &user).await, json!([]));
    }

    async fn without_the_permission_nothing_is_written(app: TestApp) {
        let input = json!({"name": "Forbidden", "itemType": "SERVICE", "baseUnit": "H"});
        ask::forbidden_to(&app, &ask::not_master_data(&app), "itemCreate", input).await;
        for le in [&app.a, &app.b] {
            assert_eq!(all(&app, &app.viewer(le)).await, json!([]));
        }
    }
}
