//! `inventoryPostingSetupSet`.

use serde_json::{Value, json};

use crate::build::{self, account, act, done, group, ledgers, read, refusals};
use crate::harness::both;
use crate::purchase_invoice::{cancelled, invoiced};
use crate::purchase_receipt::{order, receive, received, sound, stands};

const FIELDS: &str = "inventoryPostingSetup { id version warehouse { id }
    inventoryPostingGroup { code } inventoryGlAccount { number } interimGlAccount { number } }";

both! {
    async fn a_missing_group_refuses_a_receipt_by_its_keys_until_it_is_set(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let spares = group(&app, &user, "INVENTORY", "SPARES").await;
        let item = build::item(&app, &user, json!({"inventoryPostingGroupId": spares})).await;
        let line = json!({"itemId": item, "quantity": "5", "unitPrice": "10"});
        let (order, line) = order(&app, &user, line).await;
        let refused = receive(&app, &user, (&order, &line), "5").await;
        assert_eq!(refusals(&refused), ["SETUP_MISSING "]);
        let message = "nothing is set up as inventory account for no warehouse and SPARES";
        assert_eq!(refused["userErrors"][0]["message"], message);
        let mut input = json!({
            "inventoryPostingGroupId": spares,
            "inventoryGlAccountId": account(&app, &user, "1400").await,
        });
        let made = done(&app, &user, "inventoryPostingSetupSet", input.clone(), FIELDS).await;
        let made = &made["inventoryPostingSetup"];
        assert_eq!((&made["warehouse"], &made["interimGlAccount"]), (&Value::Null, &Value::Null));
        let refused = receive(&app, &user, (&order, &line), "5").await;
        assert_eq!(refusals(&refused), ["SETUP_MISSING "]);
        let message = "nothing is set up as interim inventory account for no warehouse and SPARES";
        assert_eq!(refused["userErrors"][0]["message"], message);
        // The warehouse is none in both, which no unique index tells to be the same.
        input["interimGlAccountId"] = json!(account(&app, &user, "1410").await);
        let changed = done(&app, &user, "inventoryPostingSetupSet", input, FIELDS).await;
        assert_eq!(changed["inventoryPostingSetup"], json!({
            "id": made["id"], "version": 2, "warehouse": null,
            "inventoryPostingGroup": {"code": "SPARES"},
            "inventoryGlAccount": {"number": "1400"}, "interimGlAccount": {"number": "1410"},
        }));
        received(&app, &user, (&order, &line), "5").await;
        assert_eq!(stands(&app, "1410").await, 5_000);
        sound(&app, &user).await;
    }

    async fn a_warehouse_of_its_own_wins(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let site = build::site(&app, &user).await;
        let warehouse = build::warehouse(&app, &user, &site).await;
        let number = json!({"number": "1411", "name": "Interim, far away", "category": "ASSET"});
        done(&app, &user, "glAccountSet", number, "").await;
        let input = json!({
            "warehouseId": warehouse,
            "inventoryPostingGroupId": group(&app, &user, "INVENTORY", "STOCK").await,
            "inventoryGlAccountId": account(&app, &user, "1400").await,
            "interimGlAccountId": account(&app, &user, "1411").await,
        });
        let made = done(&app, &user, "inventoryPostingSetupSet", input, FIELDS).await;
        assert_eq!(made["inventoryPostingSetup"]["warehouse"]["id"], json!(warehouse));
        let all = read(&app, &user, "inventoryPostingSetups", "{ id }").await;
        assert_eq!(all.as_array().map(Vec::len), Some(2));
        let line = json!({"quantity": "5", "unitPrice": "10"});
        let at = build::over(line.clone(), json!({"siteId": site, "warehouseId": warehouse}));
        for (line, n) in [(at, "3"), (line, "4")] {
            let (order, line) = order(&app, &user, line).await;
            received(&app, &user, (&order, &line), n).await;
        }
        assert_eq!(stands(&app, "1411").await, 3_000);
        assert_eq!(stands(&app, "1410").await, 4_000);
        sound(&app, &user).await;
    }

    async fn unknown_warehouses_and_accounts_and_other_groups_are_refused_together(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let input = json!({
            "warehouseId": "nothing",
            "inventoryPostingGroupId": group(&app, &user, "VENDOR", "VENDORS").await,
            "inventoryGlAccountId": "nothing",
            "interimGlAccountId": "nothing",
        });
        let refused = act(&app, &user, "inventoryPostingSetupSet", input, "").await;
        assert_eq!(refusals(&refused), [
            "NOT_FOUND warehouseId",
            "POSTING_GROUP_MISMATCH inventoryPostingGroupId",
            "NOT_FOUND inventoryGlAccountId",
            "NOT_FOUND interimGlAccountId",
        ]);
    }

    async fn the_accounts_stay_while_stock_is_worth_something_on_them(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let site = build::site(&app, &user).await;
        let here = build::warehouse(&app, &user, &site).await;
        let there = build::warehouse(&app, &user, &site).await;
        let other = json!({
            "inventoryPostingGroupId": group(&app, &user, "INVENTORY", "STOCK").await,
            "inventoryGlAccountId": build::another(&app, &user, "1401").await,
            "interimGlAccountId": build::another(&app, &user, "1411").await,
        });
        let of = |warehouse: &String| build::over(other.clone(), json!({"warehouseId": warehouse}));
        let line = json!({
            "quantity": "5", "unitPrice": "10", "siteId": site, "warehouseId": here,
        });
        let (order, line) = order(&app, &user, line).await;
        received(&app, &user, (&order, &line), "5").await;
        for input in [other.clone(), of(&here)] {
            let refused = act(&app, &user, "inventoryPostingSetupSet", input, "").await;
            assert_eq!(refusals(&refused), ["NOT_ALLOWED interimGlAccountId"]);
        }
        let invoice = invoiced(&app, &user, &line, ("5", "V-1")).await;
        for input in [other.clone(), of(&here)] {
            let refused = act(&app, &user, "inventoryPostingSetupSet", input, "").await;
            assert_eq!(refusals(&refused), ["NOT_ALLOWED inventoryGlAccountId"]);
        }
        // Where nothing is, nothing stands against it.
        done(&app, &user, "inventoryPostingSetupSet", of(&there), "").await;
        let back = json!({"stock": "RETURN_TO_VENDOR"});
        let memo = cancelled(&app, &user, &build::text(&invoice["id"]), back).await;
        done(&app, &user, "inventoryPostingSetupSet", of(&here), "").await;
        done(&app, &user, "inventoryPostingSetupSet", other, "").await;
        sound(&app, &user).await;
        cancelled(&app, &user, &build::text(&memo["id"]), json!({})).await;
        assert_eq!(stands(&app, "1400").await, 0);
        assert_eq!(stands(&app, "1401").await, 5_000);
        sound(&app, &user).await;
    }

    async fn accounts_that_documents_name_are_refused(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let input = json!({
            "inventoryPostingGroupId": group(&app, &user, "INVENTORY", "SPARES").await,
            "inventoryGlAccountId": account(&app, &user, "6110").await,
            "interimGlAccountId": account(&app, &user, "6110").await,
        });
        let refused = act(&app, &user, "inventoryPostingSetupSet", input, "").await;
        let expected = ["NOT_ALLOWED inventoryGlAccountId", "NOT_ALLOWED interimGlAccountId"];
        assert_eq!(refusals(&refused), expected);
    }
}
