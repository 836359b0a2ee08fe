//! `customerPostingSetupSet`.

use serde_json::json;

use crate::build::{account, act, done, group, ledgers, read, refusals};
use crate::harness::both;

const FIELDS: &str = "customerPostingSetup { id version customerPostingGroup { code }
    receivablesGlAccount { number } }";

both! {
    async fn a_group_is_set_and_set_again(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let mut input = json!({
            "customerPostingGroupId": group(&app, &user, "CUSTOMER", "FAMILY").await,
            "receivablesGlAccountId": account(&app, &user, "1930").await,
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
}
