//! `taxPostingSetupSet`.

use serde_json::{Value, json};

use crate::build::{account, act, done, group, ledgers, read, refusals};
use crate::harness::both;

const FIELDS: &str = "taxPostingSetup { id version percent businessPostingGroup { code }
    productPostingGroup { code } purchaseTaxGlAccount { number } salesTaxGlAccount { number } }";

both! {
    async fn a_pair_is_set_and_set_again(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let mut input = json!({
            "businessPostingGroupId": group(&app, &user, "TAX_BUSINESS", "DOMESTIC").await,
            "productPostingGroupId": group(&app, &user, "TAX_PRODUCT", "BOOKS").await,
            "percent": "6",
            "purchaseTaxGlAccountId": account(&app, &user, "2640").await,
        });
        let made = done(&app, &user, "taxPostingSetupSet", input.clone(), FIELDS).await;
        let made = &made["taxPostingSetup"];
        assert_eq!(made["salesTaxGlAccount"], Value::Null);
        input["percent"] = json!("6.5");
        input["salesTaxGlAccountId"] = json!(account(&app, &user, "2610").await);
        let changed = done(&app, &user, "taxPostingSetupSet", input, FIELDS).await;
        assert_eq!(changed["taxPostingSetup"], json!({
            "id": made["id"], "version": 2, "percent": "6.5",
            "businessPostingGroup": {"code": "DOMESTIC"}, "productPostingGroup": {"code": "BOOKS"},
            "purchaseTaxGlAccount": {"number": "2640"}, "salesTaxGlAccount": {"number": "2610"},
        }));
        let all = read(&app, &user, "taxPostingSetups", "{ percent }").await;
        assert_eq!(all.as_array().map(Vec::len), Some(7));
    }

    async fn a_rate_above_all_and_wrong_groups_and_accounts_are_refused_together(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let input = json!({
            "businessPostingGroupId": group(&app, &user, "GENERAL_BUSINESS", "DOMESTIC").await,
            "productPostingGroupId": group(&app, &user, "GENERAL_PRODUCT", "GOODS").await,
            "percent": "100.01",
            "purchaseTaxGlAccountId": "nothing",
            "salesTaxGlAccountId": "nothing",
        });
        let refused = act(&app, &user, "taxPostingSetupSet", input, "").await;
        assert_eq!(refusals(&refused), [
            "PERCENT_OUT_OF_RANGE percent",
            "POSTING_GROUP_MISMATCH businessPostingGroupId",
            "POSTING_GROUP_MISMATCH productPostingGroupId",
            "NOT_FOUND purchaseTaxGlAccountId",
            "NOT_FOUND salesTaxGlAccountId",
        ]);
    }

    async fn accounts_that_documents_name_are_no_tax_accounts(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let input = json!({
            "businessPostingGroupId": group(&app, &user, "TAX_BUSINESS", "DOMESTIC").await,
            "productPostingGroupId": group(&app, &user, "TAX_PRODUCT", "BOOKS").await,
            "percent": "6",
            "purchaseTaxGlAccountId": account(&app, &user, "6110").await,
            "salesTaxGlAccountId": account(&app, &user, "6110").await,
        });
        let refused = act(&app, &user, "taxPostingSetupSet", input, "").await;
        let expected = ["NOT_ALLOWED purchaseTaxGlAccountId", "NOT_ALLOWED salesTaxGlAccountId"];
        assert_eq!(refusals(&refused), expected);
    }
}
