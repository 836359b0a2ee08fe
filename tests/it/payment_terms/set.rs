//! `paymentTermsSet`.

use serde_json::{Value, json};

use crate::build::{act, done, refusals};
use crate::harness::both;

both! {
    async fn terms_keep_their_formulas_and_discount(app: TestApp) {
        let user = app.admin(&app.a);
        let input = json!({
            "code": "CM15", "name": "15th of next month", "dueFormula": "CM+15D",
            "discountFormula": "8D", "discountPercent": "2.5",
        });
        let fields = "paymentTerms { code dueFormula discountFormula discountPercent
            discountOnCreditMemos version }";
        let made = done(&app, &user, "paymentTermsSet", input, fields).await;
        assert_eq!(made["paymentTerms"], json!({
            "code": "CM15", "dueFormula": "CM+15D", "discountFormula": "8D",
            "discountPercent": "2.5", "discountOnCreditMemos": false, "version": 1,
        }));
        let input = json!({"code": "CM15", "name": "Plain", "dueFormula": "30D"});
        let changed = done(&app, &user, "paymentTermsSet", input, fields).await;
        assert_eq!(changed["paymentTerms"]["discountFormula"], Value::Null);
        assert_eq!(changed["paymentTerms"]["version"], 2);
    }

    async fn a_discount_needs_a_day_until_which_it_is_given(app: TestApp) {
        let user = app.admin(&app.a);
        let input = json!({
            "code": "NEVER", "name": "Never", "dueFormula": "30D                          ",
            "discountPercent": "2",
        });
        let refused = act(&app, &user, "paymentTermsSet", input.clone(), "").await;
        assert_eq!(refusals(&refused), ["REQUIRED discountFormula"]);
        let mut plain = input;
        plain["discountPercent"] = json!("0");
        let fields = "paymentTerms { dueFormula }";
        let made = done(&app, &user, "paymentTermsSet", plain, fields).await;
        assert_eq!(made["paymentTerms"]["dueFormula"], "30D");
    }

    async fn formulas_that_are_none_are_refused_with_all_else(app: TestApp) {
        let user = app.admin(&app.a);
        let input = json!({
            "code": "BAD", "name": "Bad", "dueFormula": "soon", "discountFormula": "D8",
            "discountPercent": "101",
        });
        let refused = act(&app, &user, "paymentTermsSet", input, "").await;
        let expected = [
            "MALFORMED dueFormula", "MALFORMED discountFormula",
            "PERCENT_OUT_OF_RANGE discountPercent",
        ];
        assert_eq!(refusals(&refused), expected);
    }
}
