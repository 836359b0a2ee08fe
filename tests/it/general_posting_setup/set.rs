//! `generalPostingSetupSet`.

use serde_json::{Value, json};

use crate::build::{self, account, act, done, group, ledgers, read, refusals};
use crate::harness::both;
use crate::purchase_invoice::invoiced;
use crate::purchase_receipt::{order, receive, received, sound, stands};

const FIELDS: &str = "generalPostingSetup { id version businessPostingGroup { code }
    productPostingGroup { code } purchaseGlAccount { number } accrualGlAccount { number } }";

both! {
    async fn a_missing_pair_refuses_a_receipt_by_its_keys_until_it_is_set(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let parts = group(&app, &user, "GENERAL_PRODUCT", "PARTS").await;
        let item = build::item(&app, &user, json!({"productPostingGroupId": parts})).await;
        let line = json!({"itemId": item, "quantity": "5", "unitPrice": "10"});
        let (order, line) = order(&app, &user, line).await;
        let refused = receive(&app, &user, (&order, &line), "5").await;
        assert_eq!(refusals(&refused), ["SETUP_MISSING "]);
        let message = "nothing is set up as accrual account for DOMESTIC and PARTS";
        assert_eq!(refused["userErrors"][0]["message"], message);
        let input = json!({
            "businessPostingGroupId": group(&app, &user, "GENERAL_BUSINESS", "DOMESTIC").await,
            "productPostingGroupId": parts,
            "accrualGlAccountId": account(&app, &user, "2450").await,
        });
        let made = done(&app, &user, "generalPostingSetupSet", input, FIELDS).await;
        let made = &made["generalPostingSetup"];
        assert_eq!(made["businessPostingGroup"]["code"], "DOMESTIC");
        assert_eq!(made["productPostingGroup"]["code"], "PARTS");
        assert_eq!(made["accrualGlAccount"]["number"], "2450");
        assert_eq!((&made["purchaseGlAccount"], &made["version"]), (&Value::Null, &json!(1)));
        received(&app, &user, (&order, &line), "5").await;
        assert_eq!(stands(&app, "2450").await, -5_000);
        sound(&app, &user).await;
    }

    async fn a_pair_that_is_set_again_keeps_its_id_and_nothing_else(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let list = "{ id purchaseGlAccount { number } salesGlAccount { number }
            businessPostingGroup { code } productPostingGroup { code } }";
        let before = read(&app, &user, "generalPostingSetups", list).await;
        assert_eq!(before.as_array().map(Vec::len), Some(4));
        assert_eq!(before[0]["salesGlAccount"]["number"], "3000");
        let input = json!({
            "businessPostingGroupId": group(&app, &user, "GENERAL_BUSINESS", "DOMESTIC").await,
            "productPostingGroupId": group(&app, &user, "GENERAL_PRODUCT", "GOODS").await,
            "purchaseGlAccountId": account(&app, &user, "5700").await,
        });
        let changed = done(&app, &user, "generalPostingSetupSet", input, FIELDS).await;
        assert_eq!(changed["generalPostingSetup"]["version"], 2);
        let after = read(&app, &user, "generalPostingSetups", list).await;
        assert_eq!(after[0], json!({
            "id": before[0]["id"],
            "purchaseGlAccount": {"number": "5700"},
            "salesGlAccount": null,
            "businessPostingGroup": {"code": "DOMESTIC"},
            "productPostingGroup": {"code": "GOODS"},
        }));
        assert_eq!(after[1], before[1]);
    }

    async fn groups_of_other_types_and_unknown_accounts_are_refused_together(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let account = account(&app, &user, "1400").await;
        let input = json!({
            "businessPostingGroupId": group(&app, &user, "TAX_BUSINESS", "DOMESTIC").await,
            "productPostingGroupId": account,
            "salesGlAccountId": "nothing",
            "accrualGlAccountId": account,
            "adjustmentGlAccountId": "nothing",
        });
        let refused = act(&app, &user, "generalPostingSetupSet", input, "").await;
        assert_eq!(refusals(&refused), [
            "POSTING_GROUP_MISMATCH businessPostingGroupId",
            "NOT_FOUND productPostingGroupId",
            "NOT_FOUND adjustmentGlAccountId",
            "NOT_FOUND salesGlAccountId",
        ]);
    }

    async fn what_is_expected_is_cleared_on_the_account_that_it_was_posted_to(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (order, line) = order(&app, &user, json!({"quantity": "9", "unitPrice": "10"})).await;
        let receipt = received(&app, &user, (&order, &line), "5").await;
        let domestic = group(&app, &user, "GENERAL_BUSINESS", "DOMESTIC").await;
        build::matrix(&app, &user, &domestic).await;
        let undone = json!({"id": receipt["id"]});
        done(&app, &user, "purchaseReceiptUndo", undone, "").await;
        assert_eq!((stands(&app, "2450").await, stands(&app, "2451").await), (0, 0));
        received(&app, &user, (&order, &line), "4").await;
        assert_eq!((stands(&app, "2450").await, stands(&app, "2451").await), (0, -4_000));
        invoiced(&app, &user, &line, ("4", "V-1")).await;
        assert_eq!((stands(&app, "2450").await, stands(&app, "2451").await), (0, 0));
        sound(&app, &user).await;
    }

    async fn accounts_that_documents_name_accrue_nothing(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let input = json!({
            "businessPostingGroupId": group(&app, &user, "GENERAL_BUSINESS", "DOMESTIC").await,
            "productPostingGroupId": group(&app, &user, "GENERAL_PRODUCT", "GOODS").await,
            "purchaseGlAccountId": account(&app, &user, "6110").await,
            "accrualGlAccountId": account(&app, &user, "6110").await,
            "salesCostInterimGlAccountId": account(&app, &user, "6110").await,
        });
        let refused = act(&app, &user, "generalPostingSetupSet", input, "").await;
        let expected = [
            "NOT_ALLOWED accrualGlAccountId",
            "NOT_ALLOWED salesCostInterimGlAccountId",
        ];
        assert_eq!(refusals(&refused), expected);
    }
}
