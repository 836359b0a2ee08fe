//! `customerPostingSetupSet`.

use serde_json::json;

use crate::build::{self, account, act, done, group, ledgers, read, refusals};
use crate::harness::both;
use crate::purchase_receipt::sound;
use crate::sales_order::{customer, shipped, sold, stocked};

const FIELDS: &str = "customerPostingSetup { id version customerPostingGroup { code }
    receivablesGlAccount { number } }";

both! {
    async fn a_group_is_set_and_set_again(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let mut input = json!({
            "customerPostingGroupId": group(&app, &user, "CUSTOMER", "FAMILY").await,
            "receivablesGlAccountId": build::another(&app, &user, "1511").await,
        });
        let made = done(&app, &user, "customerPostingSetupSet", input.clone(), FIELDS).await;
        input["receivablesGlAccountId"] = json!(account(&app, &user, "1510").await);
        let changed = done(&app, &user, "customerPostingSetupSet", input, FIELDS).await;
        assert_eq!(changed["customerPostingSetup"], json!({
            "id": made["customerPostingSetup"]["id"], "version": 2,
            "customerPostingGroup": {"code": "FAMILY"}, "receivablesGlAccount": {"number": "1510"},
        }));
        let all = read(&app, &user, "customerPostingSetups", "{ id }").await;
        assert_eq!(all.as_array().map(Vec::len), Some(2));
    }

    async fn a_group_of_another_type_and_an_unknown_account_are_refused_together(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let input = json!({
            "customerPostingGroupId": group(&app, &user, "VENDOR", "VENDORS").await,
            "receivablesGlAccountId": "nothing",
        });
        let refused = act(&app, &user, "customerPostingSetupSet", input, "").await;
        assert_eq!(refusals(&refused), [
            "POSTING_GROUP_MISMATCH customerPostingGroupId",
            "NOT_FOUND receivablesGlAccountId",
        ]);
    }

    async fn the_account_stays_while_an_entry_is_open(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let mut input = json!({
            "customerPostingGroupId": group(&app, &user, "CUSTOMER", "CUSTOMERS").await,
            "receivablesGlAccountId": build::another(&app, &user, "1511").await,
        });
        done(&app, &user, "customerPostingSetupSet", input.clone(), "").await;
        let item = stocked(&app, &user, "10", "2").await;
        let line = json!({"itemId": item, "quantity": "3", "unitPrice": "33"});
        let customer = customer(&app, &user, json!({})).await;
        let order = sold(&app, &user, json!({"customerId": customer, "lines": [line]})).await;
        let part = json!([{"salesOrderLineId": order["lines"][0]["id"], "quantity": "3"}]);
        shipped(&app, &user, &order["id"], part).await;
        done(&app, &user, "salesInvoicePost", json!({"salesOrderId": order["id"]}), "").await;
        input["receivablesGlAccountId"] = json!(account(&app, &user, "1510").await);
        let refused = act(&app, &user, "customerPostingSetupSet", input, "").await;
        assert_eq!(refusals(&refused), ["NOT_ALLOWED receivablesGlAccountId"]);
        sound(&app, &user).await;
    }
}
