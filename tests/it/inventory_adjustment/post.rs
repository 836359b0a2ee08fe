//! `inventoryAdjustmentPost` (PST-4; vector B6).

use serde_json::{Value, json};

use super::{FIELDS, adjust, adjusted, average};
use crate::build::{self, act, done, ledgers, refusals};
use crate::harness::both;
use crate::purchase_receipt::{sound, stands};

both! {
    async fn what_is_found_is_worth_what_is_said_and_what_is_lost_leaves_first_in_first_out(
        app: TestApp
    ) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let item = build::item(&app, &user, json!({})).await;
        let found = adjusted(&app, &user, json!([
            {"itemId": item, "quantity": "10", "unitCost": "1"},
            {"itemId": item, "quantity": "10", "unitCost": "2"},
        ])).await;
        let entry = |account: &str, amount: &str| json!({
            "glAccount": {"number": account}, "accountingAmount": {"amount": amount},
        });
        let stock = |kind: &str, quantity: &str, remaining: &str, cost: &str| json!({
            "entryType": kind, "quantity": quantity, "remainingQuantity": remaining,
            "actualCost": {"amount": cost},
        });
        assert_eq!(found, json!({
            "number": "VCH-000001", "documentNumber": "ADJ-000001",
            "source": "INVENTORY_ADJUSTMENT", "postingDate": "2026-06-15", "text": "Count",
            "entries": [
                entry("1400", "10.00"), entry("4130", "-10.00"),
                entry("1400", "20.00"), entry("4130", "-20.00"),
            ],
            "itemEntries": [
                stock("POSITIVE_ADJUSTMENT", "10", "10", "10.00"),
                stock("POSITIVE_ADJUSTMENT", "10", "10", "20.00"),
            ],
        }));
        let lost = adjusted(&app, &user, json!([{"itemId": item, "quantity": "-12"}])).await;
        assert_eq!(lost["entries"], json!([entry("1400", "-14.00"), entry("4130", "14.00")]));
        let expected = json!([stock("NEGATIVE_ADJUSTMENT", "-12", "0", "-14.00")]);
        assert_eq!(lost["itemEntries"], expected);
        assert_eq!(stands(&app, "1400").await, 1_600);
        assert_eq!(stands(&app, "4130").await, -1_600);
        sound(&app, &user).await;
    }

    async fn what_is_lost_leaves_at_the_average_where_items_are_averaged(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let item = build::item(&app, &user, json!({})).await;
        average(&app).await;
        adjusted(&app, &user, json!([
            {"itemId": item, "quantity": "10", "unitCost": "1"},
            {"itemId": item, "quantity": "10", "unitCost": "2"},
            {"itemId": item, "quantity": "-12"},
        ])).await;
        assert_eq!(stands(&app, "1400").await, 1_200);
        adjusted(&app, &user, json!([{"itemId": item, "quantity": "-8"}])).await;
        assert_eq!(stands(&app, "1400").await, 0);
        assert_eq!(stands(&app, "4130").await, 0);
        sound(&app, &user).await;
    }

    async fn goods_that_are_not_invoiced_are_lost_at_their_expected_cost(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let item = build::item(&app, &user, json!({})).await;
        let line = json!({"itemId": item, "quantity": "10", "unitPrice": "5"});
        let order = build::order(&app, &user, json!({"lines": [line]})).await;
        let input = json!({"purchaseOrderId": order});
        done(&app, &user, "purchaseReceiptPost", input, "").await;
        adjusted(&app, &user, json!([{"itemId": item, "quantity": "-4"}])).await;
        assert_eq!(stands(&app, "1410").await, 3_000);
        assert_eq!(stands(&app, "4130").await, 2_000);
        sound(&app, &user).await;
    }

    async fn each_warehouse_and_each_variant_has_a_stock_of_its_own(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let site = build::site(&app, &user).await;
        let warehouse = build::warehouse(&app, &user, &site).await;
        let item = build::item(&app, &user, json!({})).await;
        adjusted(&app, &user, json!([
            {"itemId": item, "quantity": "5", "unitCost": "1"},
            {"itemId": item, "warehouseId": warehouse, "quantity": "5", "unitCost": "2"},
            {"itemId": item, "variant": "RED", "quantity": "5", "unitCost": "3"},
        ])).await;
        let lost = json!([
            {"itemId": item, "warehouseId": warehouse, "variant": "RED", "quantity": "-1"},
            {"itemId": item, "warehouseId": warehouse, "quantity": "-1"},
            {"itemId": item, "quantity": "-6"},
        ]);
        let refused = adjust(&app, &user, lost).await;
        let expected = ["STOCK_MISSING lines[0].quantity", "STOCK_MISSING lines[2].quantity"];
        assert_eq!(refusals(&refused), expected);
        let lost = json!([{"itemId": item, "variant": "RED", "quantity": "-2"}]);
        adjusted(&app, &user, lost).await;
        assert_eq!(stands(&app, "1400").await, 2_400);
        let fragment = "Item { stock { warehouse { id } variant quantity actualCost { amount } } }";
        let seen = build::node(&app, &user, &item, fragment).await;
        let levels = seen["stock"].as_array().expect("a list");
        let level = |place: Value, variant: Value, quantity: &str, cost: &str| json!({
            "warehouse": place, "variant": variant, "quantity": quantity,
            "actualCost": {"amount": cost},
        });
        assert_eq!(levels.len(), 3);
        for expected in [
            level(Value::Null, Value::Null, "5", "5.00"),
            level(json!({"id": warehouse}), Value::Null, "5", "10.00"),
            level(Value::Null, json!("RED"), "3", "9.00"),
        ] {
            assert!(levels.contains(&expected), "{expected} in {levels:?}");
        }
        sound(&app, &user).await;
    }

    async fn all_that_is_wrong_is_said_at_once_and_nothing_is_written(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let item = build::item(&app, &user, json!({})).await;
        let service = build::item(&app, &user, json!({"itemType": "SERVICE"})).await;
        let blocked = build::item(&app, &user, json!({})).await;
        let block = json!({"id": blocked, "version": 1, "blocked": true});
        done(&app, &user, "itemUpdate", block, "").await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let input = json!({
            "reason": " ", "postingDate": "2031-01-01",
            "lines": [
                {"itemId": service, "quantity": "1", "unitCost": "1"},
                {"itemId": blocked, "quantity": "1", "unitCost": "1"},
                {"itemId": vendor, "quantity": "1", "unitCost": "1"},
                {"itemId": item, "quantity": "0"},
                {"itemId": item, "quantity": "1"},
                {"itemId": item, "quantity": "1", "unitCost": "-1"},
                {"itemId": item, "quantity": "-1", "unitCost": "1"},
                {"itemId": item, "quantity": "0.0000001", "unitCost": "1"},
                {"itemId": item, "warehouseId": vendor, "quantity": "1", "unitCost": "1"},
                {"itemId": item, "variant": "", "quantity": "1", "unitCost": "1"},
            ],
        });
        let refused = act(&app, &user, "inventoryAdjustmentPost", input, FIELDS).await;
        assert_eq!(refused["voucher"], Value::Null);
        assert_eq!(refusals(&refused), [
            "REQUIRED reason",
            "PERIOD_CLOSED postingDate",
            "NOT_ALLOWED lines[0].itemId",
            "ITEM_BLOCKED lines[1].itemId",
            "NOT_FOUND lines[2].itemId",
            "NOT_POSITIVE lines[3].quantity",
            "REQUIRED lines[4].unitCost",
            "NEGATIVE lines[5].unitCost",
            "NOT_ALLOWED lines[6].unitCost",
            "TOO_MANY_DECIMALS lines[7].quantity",
            "NOT_FOUND lines[8].warehouseId",
            "REQUIRED lines[9].variant",
        ]);
        let empty = json!({"reason": "Count", "lines": []});
        let refused = act(&app, &user, "inventoryAdjustmentPost", empty, "").await;
        assert_eq!(refusals(&refused), ["NOTHING_TO_POST lines"]);
        let seen = build::read(&app, &user, "itemEntries", "{ totalCount }").await;
        assert_eq!(seen["totalCount"], 0);
        // A refused posting leaves no gap in the numbers.
        let lines = json!([{"itemId": item, "quantity": "1", "unitCost": "1"}]);
        assert_eq!(adjusted(&app, &user, lines).await["documentNumber"], "ADJ-000001");
    }

    async fn nothing_is_lost_before_it_was_there(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let item = build::item(&app, &user, json!({})).await;
        adjusted(&app, &user, json!([{"itemId": item, "quantity": "10", "unitCost": "1"}])).await;
        let early = json!({
            "reason": "Count", "postingDate": "2026-06-14",
            "lines": [{"itemId": item, "quantity": "-1"}],
        });
        let refused = act(&app, &user, "inventoryAdjustmentPost", early, "").await;
        assert_eq!(refusals(&refused), ["STOCK_MISSING lines[0].quantity"]);
        sound(&app, &user).await;
    }

    async fn more_than_is_there_is_not_lost(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let item = build::item(&app, &user, json!({})).await;
        let lines = json!([
            {"itemId": item, "quantity": "5", "unitCost": "1"},
            {"itemId": item, "quantity": "-3"},
            {"itemId": item, "quantity": "-3"},
        ]);
        let refused = adjust(&app, &user, lines).await;
        assert_eq!(refusals(&refused), ["STOCK_MISSING lines[2].quantity"]);
        assert_eq!(refused["userErrors"][0]["message"], "only 2 are in stock");
        assert_eq!(stands(&app, "1400").await, 0);
    }

    async fn goods_that_are_worth_nothing_are_found_and_lost(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let item = build::item(&app, &user, json!({})).await;
        let lines = json!([{"itemId": item, "quantity": "5", "unitCost": "0"}]);
        let found = adjusted(&app, &user, lines).await;
        assert_eq!(found["entries"], json!([]));
        assert_eq!(found["itemEntries"][0]["quantity"], "5");
        adjusted(&app, &user, json!([{"itemId": item, "quantity": "-5"}])).await;
        let seen = build::node(&app, &user, &item, "Item { stock { quantity } }").await;
        assert_eq!(seen["stock"], json!([]));
        sound(&app, &user).await;
    }

    async fn a_period_that_is_closed_for_stock_takes_no_adjustment(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let june = json!({
            "firstDay": "2026-06-01", "lastDay": "2026-06-30", "name": "2026-06",
            "inventoryClosed": true,
        });
        done(&app, &user, "postingPeriodSet", june, "").await;
        let item = build::item(&app, &user, json!({})).await;
        let lines = json!([{"itemId": item, "quantity": "5", "unitCost": "1"}]);
        let refused = adjust(&app, &user, lines.clone()).await;
        assert_eq!(refusals(&refused), ["PERIOD_CLOSED postingDate"]);
        let july = json!({"reason": "Count", "postingDate": "2026-07-01", "lines": lines});
        let posted = done(&app, &user, "inventoryAdjustmentPost", july, FIELDS).await;
        assert_eq!(posted["voucher"]["postingDate"], "2026-07-01");
    }

    async fn without_a_set_up_the_refusal_says_what_is_missing(app: TestApp) {
        let user = app.admin(&app.a);
        let item = build::item(&app, &user, json!({})).await;
        let lines = json!([{"itemId": item, "quantity": "5", "unitCost": "1"}]);
        let refused = adjust(&app, &user, lines).await;
        assert_eq!(refusals(&refused), ["PERIOD_CLOSED postingDate", "SETUP_MISSING "]);
    }

    async fn a_preview_shows_the_voucher_and_keeps_nothing(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let item = build::item(&app, &user, json!({})).await;
        let lines = json!([{"itemId": item, "quantity": "5", "unitCost": "1"}]);
        let input = json!({"reason": "Count", "lines": lines, "preview": true});
        let shown = done(&app, &user, "inventoryAdjustmentPost", input, FIELDS).await;
        assert_eq!(shown["voucher"]["itemEntries"][0]["actualCost"]["amount"], "5.00");
        assert_eq!(stands(&app, "1400").await, 0);
    }

    async fn one_key_adjusts_once(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let item = build::item(&app, &user, json!({})).await;
        let lines = json!([{"itemId": item, "quantity": "5", "unitCost": "1"}]);
        let input = json!({"reason": "Count", "lines": lines});
        let mut answers = Vec::new();
        for _ in 0..2 {
            let answer = build::answer_keyed(
                &app, &user, "inventoryAdjustmentPost", input.clone(), FIELDS, "once",
            );
            answers.push(answer.await);
        }
        assert_eq!(answers[0], answers[1]);
        assert_eq!(stands(&app, "1400").await, 500);
    }

    async fn a_viewer_and_a_buyer_adjust_nothing(app: TestApp) {
        let admin = app.admin(&app.a);
        ledgers(&app, &admin).await;
        let item = build::item(&app, &admin, json!({})).await;
        let lines = json!([{"itemId": item, "quantity": "5", "unitCost": "1"}]);
        let input = json!({"reason": "Count", "lines": lines});
        for user in [app.viewer(&app.a), app.buyer(&app.a)] {
            let mutation = "inventoryAdjustmentPost";
            let answer = build::answer(&app, &user, mutation, input.clone(), "").await;
            assert_eq!(build::fault(&answer), "FORBIDDEN");
        }
    }
}
