//! `overReceiptCodeSet`.

use serde_json::json;

use crate::build::{act, done, refusals};
use crate::harness::both;

both! {
    async fn there_is_one_default(app: TestApp) {
        let user = app.admin(&app.a);
        let five = json!({
            "code": "5", "name": "Five", "tolerancePercent": "5", "isDefault": true,
        });
        let fields = "overReceiptCode { code tolerancePercent isDefault version }";
        let made = done(&app, &user, "overReceiptCodeSet", five, fields).await;
        assert_eq!(made["overReceiptCode"], json!({
            "code": "5", "tolerancePercent": "5", "isDefault": true, "version": 1,
        }));
        let ten = json!({
            "code": "10", "name": "Ten", "tolerancePercent": "10", "isDefault": true,
        });
        let refused = act(&app, &user, "overReceiptCodeSet", ten, "").await;
        assert_eq!(refusals(&refused), ["ALREADY_USED isDefault"]);
        let ten = json!({"code": "10", "name": "Ten", "tolerancePercent": "-1"});
        let refused = act(&app, &user, "overReceiptCodeSet", ten, "").await;
        assert_eq!(refusals(&refused), ["PERCENT_OUT_OF_RANGE tolerancePercent"]);
    }

    async fn a_code_has_no_nul_in_it(app: TestApp) {
        let user = app.admin(&app.a);
        let code = json!({"code": "a\u{0}b", "name": "NUL", "tolerancePercent": "5"});
        let refused = act(&app, &user, "overReceiptCodeSet", code, "").await;
        assert_eq!(refused["userErrors"][0]["code"], "MALFORMED");
    }
}
