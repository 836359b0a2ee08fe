//! `itemChargeSet`.

use serde_json::{Value, json};

use crate::build::{act, done, group, read, refusals};
use crate::harness::both;

const FIELDS: &str = "itemCharge { id version code name productPostingGroup { code }
    taxProductPostingGroup { code } }";

both! {
    async fn a_charge_is_added_and_changed_by_its_code(app: TestApp) {
        let user = app.admin(&app.a);
        let input = json!({"code": "FREIGHT", "name": "Freight"});
        let made = done(&app, &user, "itemChargeSet", input, FIELDS).await["itemCharge"].clone();
        assert_eq!(made["productPostingGroup"], Value::Null);
        let input = json!({
            "code": "FREIGHT", "name": "Freight by road",
            "productPostingGroupId": group(&app, &user, "GENERAL_PRODUCT", "SERVICES").await,
            "taxProductPostingGroupId": group(&app, &user, "TAX_PRODUCT", "REDUCED").await,
        });
        let changed = done(&app, &user, "itemChargeSet", input, FIELDS).await;
        assert_eq!(changed["itemCharge"], json!({
            "id": made["id"], "version": 2, "code": "FREIGHT", "name": "Freight by road",
            "productPostingGroup": {"code": "SERVICES"},
            "taxProductPostingGroup": {"code": "REDUCED"},
        }));
        let input = json!({"code": "CUSTOMS", "name": "Customs"});
        done(&app, &user, "itemChargeSet", input, "").await;
        let all = read(&app, &user, "itemCharges", "{ code }").await;
        assert_eq!(all, json!([{"code": "CUSTOMS"}, {"code": "FREIGHT"}]));
    }

    async fn blank_texts_and_groups_of_other_types_are_refused_together(app: TestApp) {
        let user = app.admin(&app.a);
        let input = json!({
            "code": "x".repeat(21), "name": "",
            "productPostingGroupId": group(&app, &user, "TAX_PRODUCT", "REDUCED").await,
            "taxProductPostingGroupId": "nothing",
        });
        let refused = act(&app, &user, "itemChargeSet", input, "").await;
        assert_eq!(refusals(&refused), [
            "MALFORMED code",
            "REQUIRED name",
            "POSTING_GROUP_MISMATCH productPostingGroupId",
            "NOT_FOUND taxProductPostingGroupId",
        ]);
    }
}
