//! `vendorPostingSetupSet`.

use serde_json::{Value, json};

use crate::build::{self, account, act, done, group, ledgers, read, refusals};
use crate::harness::both;
use crate::purchase_invoice::posted;
use crate::purchase_receipt::sound;

const FIELDS: &str = "vendorPostingSetup { id version vendorPostingGroup { code }
    payablesGlAccount { number } paymentDiscountGlAccount { number }
    paymentToleranceGlAccount { number } }";

both! {
    async fn a_group_is_set_and_set_again(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let mut input = json!({
            "vendorPostingGroupId": group(&app, &user, "VENDOR", "FAMILY").await,
            "payablesGlAccountId": account(&app, &user, "2440").await,
            "paymentDiscountGlAccountId": account(&app, &user, "3731").await,
        });
        let made = done(&app, &user, "vendorPostingSetupSet", input.clone(), FIELDS).await;
        let made = &made["vendorPostingSetup"];
        assert_eq!(made["paymentToleranceGlAccount"], Value::Null);
        input["paymentDiscountGlAccountId"] = Value::Null;
        input["paymentToleranceGlAccountId"] = json!(account(&app, &user, "3732").await);
        let changed = done(&app, &user, "vendorPostingSetupSet", input, FIELDS).await;
        assert_eq!(changed["vendorPostingSetup"], json!({
            "id": made["id"], "version": 2, "vendorPostingGroup": {"code": "FAMILY"},
            "payablesGlAccount": {"number": "2440"}, "paymentDiscountGlAccount": null,
            "paymentToleranceGlAccount": {"number": "3732"},
        }));
        let all = read(&app, &user, "vendorPostingSetups", "{ id }").await;
        assert_eq!(all.as_array().map(Vec::len), Some(2));
    }

    async fn a_group_of_another_type_and_unknown_accounts_are_refused_together(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let input = json!({
            "vendorPostingGroupId": group(&app, &user, "CUSTOMER", "CUSTOMERS").await,
            "payablesGlAccountId": "nothing",
            "paymentDiscountGlAccountId": "nothing",
            "paymentToleranceGlAccountId": "nothing",
        });
        let refused = act(&app, &user, "vendorPostingSetupSet", input, "").await;
        assert_eq!(refusals(&refused), [
            "POSTING_GROUP_MISMATCH vendorPostingGroupId",
            "NOT_FOUND payablesGlAccountId",
            "NOT_FOUND paymentDiscountGlAccountId",
            "NOT_FOUND paymentToleranceGlAccountId",
        ]);
    }

    async fn the_account_stays_while_an_entry_is_open(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let tolerated = json!({"version": 1, "paymentToleranceAmount": "5"});
        done(&app, &user, "ledgerSetupUpdate", tolerated, "").await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let bill = json!({
            "vendorId": vendor, "vendorInvoiceNumber": "V-1",
            "lines": [{"glAccountId": account(&app, &user, "6110").await, "unitPrice": "80"}],
        });
        posted(&app, &user, bill).await;
        let mut input = json!({
            "vendorPostingGroupId": group(&app, &user, "VENDOR", "VENDORS").await,
            "payablesGlAccountId": build::another(&app, &user, "2441").await,
            "paymentDiscountGlAccountId": account(&app, &user, "3731").await,
            "paymentToleranceGlAccountId": account(&app, &user, "3732").await,
        });
        let refused = act(&app, &user, "vendorPostingSetupSet", input.clone(), "").await;
        assert_eq!(refusals(&refused), ["NOT_ALLOWED payablesGlAccountId"]);
        let entry = read(&app, &user, "vendorEntries", "{ nodes { id } }").await;
        let paid = json!({
            "vendorId": vendor, "amount": "99", "acceptTolerance": true,
            "applications": [{"vendorEntryId": entry["nodes"][0]["id"]}],
        });
        let fields = "vendorEntry { applications { id } }";
        let paid = done(&app, &user, "vendorPaymentPost", paid, fields).await;
        sound(&app, &user).await;
        done(&app, &user, "vendorPostingSetupSet", input.clone(), "").await;
        sound(&app, &user).await;
        // Its mirror would post the difference to the account that the entries have left.
        let application = &paid["vendorEntry"]["applications"][0]["id"];
        let undo = json!({"vendorApplicationId": application});
        let refused = act(&app, &user, "vendorEntryUnapply", undo, "").await;
        assert_eq!(refusals(&refused), ["NOT_APPLICABLE vendorApplicationId"]);
        input["payablesGlAccountId"] = json!(account(&app, &user, "6110").await);
        let refused = act(&app, &user, "vendorPostingSetupSet", input, "").await;
        assert_eq!(refusals(&refused), ["NOT_ALLOWED payablesGlAccountId"]);
        sound(&app, &user).await;
    }
}
