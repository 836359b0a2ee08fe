//! How an item is posted: its groups, its over-receipt code, and how its cost is found.

use serde_json::{Value, json};

use crate::build::{self, act, done, group, ledgers, over, refusals};
use crate::harness::both;
use crate::purchase_invoice::invoiced;
use crate::purchase_receipt::{order, receive, received, sound, stands};

const FIELDS: &str = "item { id version productPostingGroup { code }
    taxProductPostingGroup { code } inventoryPostingGroup { code } overReceiptCode { code }
    costingMethod indirectCostPercent overheadRate }";

both! {
    async fn an_item_names_its_groups_or_takes_those_of_the_setup(app: TestApp) {
        let user = app.admin(&app.a);
        let code = json!({"code": "FIVE", "name": "Five", "tolerancePercent": "5"});
        let code = done(&app, &user, "overReceiptCodeSet", code, "overReceiptCode { id }").await;
        let plain = json!({"name": "Plain", "itemType": "INVENTORY", "baseUnit": "PCS"});
        let input = over(plain.clone(), json!({
            "productPostingGroupId": group(&app, &user, "GENERAL_PRODUCT", "PARTS").await,
            "taxProductPostingGroupId": group(&app, &user, "TAX_PRODUCT", "REDUCED").await,
            "inventoryPostingGroupId": group(&app, &user, "INVENTORY", "SPARES").await,
            "overReceiptCodeId": code["overReceiptCode"]["id"],
            "costingMethod": "AVERAGE", "indirectCostPercent": "2.5", "overheadRate": "0.75",
        }));
        let made = done(&app, &user, "itemCreate", input, FIELDS).await["item"].clone();
        let mut expected = json!({
            "id": made["id"], "version": 1, "productPostingGroup": {"code": "PARTS"},
            "taxProductPostingGroup": {"code": "REDUCED"},
            "inventoryPostingGroup": {"code": "SPARES"}, "overReceiptCode": {"code": "FIVE"},
            "costingMethod": "AVERAGE", "indirectCostPercent": "2.5", "overheadRate": "0.75",
        });
        assert_eq!(made, expected);
        let input = json!({
            "id": made["id"], "version": 1, "costingMethod": null, "overReceiptCodeId": null,
            "overheadRate": "0",
        });
        let changed = done(&app, &user, "itemUpdate", input, FIELDS).await;
        expected["version"] = json!(2);
        expected["costingMethod"] = Value::Null;
        expected["overReceiptCode"] = Value::Null;
        expected["overheadRate"] = json!("0");
        assert_eq!(changed["item"], expected);
        let made = done(&app, &user, "itemCreate", plain, FIELDS).await;
        assert_eq!(made["item"], json!({
            "id": made["item"]["id"], "version": 1, "productPostingGroup": null,
            "taxProductPostingGroup": null, "inventoryPostingGroup": null,
            "overReceiptCode": null, "costingMethod": null, "indirectCostPercent": "0",
            "overheadRate": "0",
        }));
    }

    async fn groups_of_other_types_unknown_codes_and_wrong_numbers_are_refused(app: TestApp) {
        let user = app.admin(&app.a);
        let wrong = json!({
            "productPostingGroupId": group(&app, &user, "TAX_PRODUCT", "REDUCED").await,
            "taxProductPostingGroupId": group(&app, &user, "GENERAL_PRODUCT", "GOODS").await,
            "inventoryPostingGroupId": "nothing",
            "overReceiptCodeId": "nothing",
            "indirectCostPercent": "101", "overheadRate": "-1",
        });
        let expected = [
            "POSTING_GROUP_MISMATCH productPostingGroupId",
            "POSTING_GROUP_MISMATCH taxProductPostingGroupId",
            "NOT_FOUND inventoryPostingGroupId",
            "NOT_FOUND overReceiptCodeId",
            "PERCENT_OUT_OF_RANGE indirectCostPercent",
            "NEGATIVE overheadRate",
        ];
        let plain = json!({"name": "Wrong", "itemType": "INVENTORY", "baseUnit": "PCS"});
        let refused = act(&app, &user, "itemCreate", over(plain, wrong.clone()), "").await;
        assert_eq!(refusals(&refused), expected);
        let item = build::item(&app, &user, json!({})).await;
        let input = over(json!({"id": item, "version": 1}), wrong);
        let refused = act(&app, &user, "itemUpdate", input, "").await;
        assert_eq!(refusals(&refused), expected);
    }

    async fn the_costing_method_stays_once_there_are_stock_entries(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let item = build::item(&app, &user, json!({})).await;
        let line = json!({"itemId": item, "quantity": "5", "unitPrice": "10"});
        let (order, line) = order(&app, &user, line).await;
        let average = json!({"id": item, "version": 1, "costingMethod": "AVERAGE"});
        done(&app, &user, "itemUpdate", average, "").await;
        received(&app, &user, (&order, &line), "5").await;
        for other in [json!("FIFO"), Value::Null] {
            let input = json!({"id": item, "version": 2, "costingMethod": other});
            let refused = act(&app, &user, "itemUpdate", input, "").await;
            assert_eq!(refusals(&refused), ["NOT_ALLOWED costingMethod"], "{other}");
        }
        let same = json!({"id": item, "version": 2, "costingMethod": "AVERAGE", "name": "Same"});
        done(&app, &user, "itemUpdate", same, "").await;
        sound(&app, &user).await;
    }

    async fn the_over_receipt_code_of_the_item_wins_over_the_vendors(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let mut ids = Vec::new();
        for percent in ["5", "10"] {
            let code = json!({"code": percent, "name": percent, "tolerancePercent": percent});
            let fields = "overReceiptCode { id }";
            let set = done(&app, &user, "overReceiptCodeSet", code, fields).await;
            ids.push(set["overReceiptCode"]["id"].clone());
        }
        let vendor = build::vendor(&app, &user, json!({"overReceiptCodeId": ids[1]})).await;
        for (own, limit) in [(json!({"overReceiptCodeId": ids[0]}), "105"), (json!({}), "110")] {
            let item = build::item(&app, &user, own).await;
            let line = json!({"itemId": item, "quantity": "100", "unitPrice": "1"});
            let input = json!({"vendorId": vendor, "lines": [line]});
            let order = build::order(&app, &user, input).await;
            let line = build::lines(&app, &user, &order).await.remove(0);
            let refused = receive(&app, &user, (&order, &line), "111").await;
            assert_eq!(refused["userErrors"][0]["limit"], limit);
            received(&app, &user, (&order, &line), limit).await;
        }
        sound(&app, &user).await;
    }

    async fn what_an_item_is_and_its_groups_stay_once_something_of_it_came(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let item = build::item(&app, &user, json!({})).await;
        let spares = group(&app, &user, "INVENTORY", "SPARES").await;
        let parts = group(&app, &user, "GENERAL_PRODUCT", "PARTS").await;
        let line = json!({"itemId": item, "quantity": "5", "unitPrice": "10"});
        let (order_id, line) = order(&app, &user, line).await;
        let other = json!({
            "id": item, "version": 1, "itemType": "SERVICE", "inventoryPostingGroupId": spares,
            "productPostingGroupId": parts,
        });
        done(&app, &user, "itemUpdate", other.clone(), "").await;
        let back = json!({
            "id": item, "version": 2, "itemType": "INVENTORY", "inventoryPostingGroupId": null,
            "productPostingGroupId": null,
        });
        done(&app, &user, "itemUpdate", back.clone(), "").await;
        received(&app, &user, (&order_id, &line), "5").await;
        let refused = act(&app, &user, "itemUpdate", over(other, json!({"version": 3})), "").await;
        assert_eq!(refusals(&refused), [
            "NOT_ALLOWED itemType",
            "NOT_ALLOWED productPostingGroupId",
            "NOT_ALLOWED inventoryPostingGroupId",
        ]);
        let same = json!({
            "version": 3,
            "inventoryPostingGroupId": group(&app, &user, "INVENTORY", "STOCK").await,
            "productPostingGroupId": group(&app, &user, "GENERAL_PRODUCT", "GOODS").await,
        });
        done(&app, &user, "itemUpdate", over(back, same), "").await;
        invoiced(&app, &user, &line, ("5", "V-1")).await;
        assert_eq!(stands(&app, "1410").await, 0);
        sound(&app, &user).await;
    }

    async fn a_service_that_came_becomes_no_stock(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let item = build::item(&app, &user, json!({"itemType": "SERVICE"})).await;
        let line = json!({"itemId": item, "quantity": "5", "unitPrice": "10"});
        let (order, line) = order(&app, &user, line).await;
        received(&app, &user, (&order, &line), "5").await;
        let input = json!({"id": item, "version": 1, "itemType": "INVENTORY"});
        let refused = act(&app, &user, "itemUpdate", input, "").await;
        assert_eq!(refusals(&refused), ["NOT_ALLOWED itemType"]);
        invoiced(&app, &user, &line, ("5", "V-1")).await;
        sound(&app, &user).await;
    }
}
