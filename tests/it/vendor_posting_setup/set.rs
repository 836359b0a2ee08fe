//! `vendorPostingSetupSet`.

use serde_json::{Value, json};

use crate::build::{account, act, done, group, ledgers, read, refusals};
use crate::harness::both;

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
}
