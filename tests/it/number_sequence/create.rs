//! `numberSequenceCreate`.

use serde_json::{Value, json};

use super::{SHOWN, all, drawn, sequence, vendor};
use crate::ask;
use crate::harness::db::run;
use crate::harness::user::User;
use crate::harness::{TestApp, both};

both! {
    async fn all_fields_are_kept_as_they_were_given(app: TestApp) {
        forget(&app).await;
        let user = app.admin(&app.a);
        let input = json!({
            "scope": "VENDOR",
            "prefix": "V/",
            "digits": 3,
            "next": "41",
            "maximum": "42",
            "continuous": true,
            "manual": false,
        });
        let made = ask::done(&create(&app, &user, input.clone()).await, "numberSequence");
        let mut expected = input;
        expected["id"] = made["id"].clone();
        expected["version"] = json!(1);
        assert_eq!(made, expected);
        assert_eq!(sequence(&app, &app.viewer(&app.a), "VENDOR").await, expected);
        assert_eq!(drawn(&app, &user).await, "V/041");
        assert_eq!(drawn(&app, &user).await, "V/042");
        let refused = vendor(&app, &user, None).await;
        assert_eq!(ask::refusals(&refused), ["SEQUENCE_EXHAUSTED number"]);
    }

    async fn what_is_left_out_is_usual(app: TestApp) {
        forget(&app).await;
        let user = app.admin(&app.a);
        let usual = |scope: &str, digits: i32, maximum: &str| json!({
            "scope": scope,
            "prefix": "",
            "digits": digits,
            "next": "1",
            "maximum": maximum,
            "continuous": false,
            "manual": false,
            "version": 1,
        });
        let cases = [
            (json!({"scope": "VENDOR"}), usual("VENDOR", 6, "999999")),
            (json!({"scope": "ITEM", "digits": 1}), usual("ITEM", 1, "9")),
            (
                json!({"scope": "AGREEMENT", "digits": 18}),
                usual("AGREEMENT", 18, "999999999999999999"),
            ),
        ];
        for (input, mut expected) in cases {
            let made = ask::done(&create(&app, &user, input).await, "numberSequence");
            expected["id"] = made["id"].clone();
            assert_eq!(made, expected);
        }
        assert_eq!(drawn(&app, &user).await, "000001");
    }

    async fn there_is_one_sequence_for_each_kind_of_row(app: TestApp) {
        let user = app.admin(&app.a);
        let before = all(&app, &user).await;
        for scope in ["AGREEMENT", "ITEM", "PURCHASE_ORDER", "VENDOR"] {
            let refused = create(&app, &user, json!({"scope": scope})).await;
            assert_eq!(ask::refusals(&refused), ["ALREADY_USED scope"]);
        }
        assert_eq!(all(&app, &user).await, before);
    }

    async fn all_that_is_wrong_is_said_at_once_and_nothing_is_written(app: TestApp) {
        forget(&app).await;
        let user = app.admin(&app.a);
        let cases = [
            (
                json!({"scope": "VENDOR", "prefix": "x".repeat(17), "digits": 19, "next": "0"}),
                vec!["MALFORMED prefix", "NOT_POSITIVE next", "OUT_OF_RANGE digits"],
            ),
            (json!({"scope": "VENDOR", "digits": 0}), vec!["NOT_POSITIVE digits"]),
            (
                json!({"scope": "VENDOR", "prefix": " ", "digits": 2, "maximum": "100"}),
                vec!["OUT_OF_RANGE maximum", "REQUIRED prefix"],
            ),
            (
                json!({"scope": "VENDOR", "next": "12", "maximum": "10"}),
                vec!["MINIMUM_ABOVE_MAXIMUM next"],
            ),
        ];
        for (input, expected) in cases {
            assert_eq!(ask::refusals(&create(&app, &user, input).await), expected);
        }
        assert_eq!(all(&app, &user).await, json!([]));
        // Where a used up sequence stands.
        let used_up = json!({"scope": "VENDOR", "next": "11", "maximum": "10"});
        ask::done(&create(&app, &user, used_up).await, "numberSequence");
    }

    async fn without_the_permission_nothing_is_written(app: TestApp) {
        forget(&app).await;
        let input = json!({"scope": "VENDOR"});
        ask::forbidden_to(&app, &ask::not_setup(&app), "numberSequenceCreate", input).await;
        assert_eq!(all(&app, &app.viewer(&app.a)).await, json!([]));
    }
}

/// Takes all sequences away, so that there is one to be made.
async fn forget(app: &TestApp) {
    run(&app.test_db.admin().await, "DELETE FROM number_sequence").await;
}

/// The payload of a `numberSequenceCreate`.
async fn create(app: &TestApp, user: &User, input: Value) -> Value {
    let shown = format!("numberSequence {{ {SHOWN} }}");
    ask::payload(app, user, "numberSequenceCreate", &shown, input).await
}
