//! `postingGroupSet`.

use serde_json::json;

use crate::build::{act, done, read, refusals};
use crate::harness::both;

both! {
    async fn one_code_may_name_groups_of_two_types(app: TestApp) {
        let user = app.admin(&app.a);
        let fields = "postingGroup { id groupType code name version }";
        let mut ids = Vec::new();
        for group_type in ["VENDOR", "CUSTOMER"] {
            let input = json!({"groupType": group_type, "code": "EU", "name": "Union"});
            let made = done(&app, &user, "postingGroupSet", input, fields).await;
            ids.push(made["postingGroup"]["id"].clone());
        }
        assert_ne!(ids[0], ids[1]);
        let input = json!({"groupType": "VENDOR", "code": "EU", "name": "Europe"});
        let renamed = done(&app, &user, "postingGroupSet", input, fields).await;
        assert_eq!(renamed["postingGroup"]["id"], ids[0]);
        assert_eq!(renamed["postingGroup"]["version"], 2);
        let all = read(&app, &user, "postingGroups", "{ groupType name }").await;
        assert_eq!(all, json!([
            {"groupType": "CUSTOMER", "name": "Union"}, {"groupType": "VENDOR", "name": "Europe"},
        ]));
    }

    async fn a_code_that_is_too_long_is_refused(app: TestApp) {
        let user = app.admin(&app.a);
        let input = json!({"groupType": "VENDOR", "code": "x".repeat(21), "name": "Long"});
        let refused = act(&app, &user, "postingGroupSet", input, "").await;
        assert_eq!(refusals(&refused), ["MALFORMED code"]);
    }
}
