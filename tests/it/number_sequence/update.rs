//! `numberSequenceUpdate`.

use serde_json::{Value, json};

use super::{SHOWN, all, drawn, sequence, vendor};
use crate::ask;
use crate::harness::user::User;
use crate::harness::{TestApp, both};

both! {
    async fn what_is_left_out_stays_and_the_next_number_has_the_new_form(app: TestApp) {
        let user = app.admin(&app.a);
        let mut expected = sequence(&app, &user, "VENDOR").await;
        let id = expected["id"].clone();
        assert_eq!(drawn(&app, &user).await, "VEN-000001");
        let others = all(&app, &user).await;
        let steps = [
            ("prefix", json!("V/"), "V/000002"),
            ("next", json!("10"), "V/000010"),
            ("maximum", json!("9999"), "V/000011"),
            ("digits", json!(4), "V/0012"),
            ("prefix", json!(""), "0013"),
        ];
        for (version, (field, new, number)) in (1..).zip(steps) {
            let change = json!({"id": id, "version": version, field: new});
            let changed = ask::done(&update(&app, &user, change).await, "numberSequence");
            expected[field] = new;
            expected["version"] = json!(version + 1);
            expected["next"] = changed["next"].clone();
            assert_eq!(changed, expected);
            assert_eq!(drawn(&app, &user).await, number);
        }
        // The other sequences are as they were.
        let now = all(&app, &user).await;
        let [others, now] = [&others, &now].map(|all| all.as_array().expect("a list"));
        for (before, now) in others.iter().zip(now) {
            assert!(before == now || before["scope"] == "VENDOR", "{before} {now}");
        }
    }

    async fn numbers_are_typed_from_the_day_that_the_sequence_is_manual(app: TestApp) {
        let user = app.admin(&app.a);
        let id = sequence(&app, &user, "VENDOR").await["id"].clone();
        let refused = vendor(&app, &user, Some("X-1")).await;
        assert_eq!(ask::refusals(&refused), ["NUMBER_ASSIGNMENT number"]);
        let manual = json!({"id": id, "version": 1, "manual": true});
        ask::done(&update(&app, &user, manual).await, "numberSequence");
        let typed = ask::done(&vendor(&app, &user, Some("X-1")).await, "vendor");
        assert_eq!(typed["number"], "X-1");
        let refused = vendor(&app, &user, None).await;
        assert_eq!(ask::refusals(&refused), ["NUMBER_ASSIGNMENT number"]);
        let given = json!({"id": id, "version": 2, "manual": false});
        ask::done(&update(&app, &user, given).await, "numberSequence");
        assert_eq!(drawn(&app, &user).await, "VEN-000001");
    }

    async fn a_used_up_sequence_goes_on_when_its_maximum_is_raised(app: TestApp) {
        let user = app.admin(&app.a);
        let id = sequence(&app, &user, "VENDOR").await["id"].clone();
        let short = json!({"id": id, "version": 1, "maximum": "1"});
        ask::done(&update(&app, &user, short).await, "numberSequence");
        assert_eq!(drawn(&app, &user).await, "VEN-000001");
        let refused = vendor(&app, &user, None).await;
        assert_eq!(ask::refusals(&refused), ["SEQUENCE_EXHAUSTED number"]);
        let raised = json!({"id": id, "version": 2, "maximum": "2"});
        ask::done(&update(&app, &user, raised).await, "numberSequence");
        assert_eq!(drawn(&app, &user).await, "VEN-000002");
        let below = json!({"id": id, "version": 3, "maximum": "1"});
        let refused = update(&app, &user, below).await;
        assert_eq!(ask::refusals(&refused), ["MINIMUM_ABOVE_MAXIMUM next"]);
    }

    async fn a_number_that_was_given_is_not_given_again(app: TestApp) {
        let user = app.admin(&app.a);
        let id = sequence(&app, &user, "VENDOR").await["id"].clone();
        let forward = json!({"id": id, "version": 1, "next": "5"});
        ask::done(&update(&app, &user, forward).await, "numberSequence");
        for next in ["4", "0"] {
            let back = json!({"id": id, "version": 2, "next": next});
            let refused = update(&app, &user, back).await;
            assert!(ask::refusals(&refused).contains(&"NOT_ALLOWED next".to_owned()), "{refused}");
        }
        let same = json!({"id": id, "version": 2, "next": "5"});
        ask::done(&update(&app, &user, same).await, "numberSequence");
        assert_eq!(drawn(&app, &user).await, "VEN-000005");
    }

    async fn a_continuous_sequence_that_was_used_skips_nothing(app: TestApp) {
        let user = app.admin(&app.a);
        let id = sequence(&app, &user, "VENDOR").await["id"].clone();
        // Nothing was numbered yet, so that there is nothing to leave a gap behind.
        let start = json!({"id": id, "version": 1, "continuous": true, "next": "100"});
        ask::done(&update(&app, &user, start).await, "numberSequence");
        assert_eq!(drawn(&app, &user).await, "VEN-000100");
        for change in [
            json!({"id": id, "version": 2, "next": "200"}),
            json!({"id": id, "version": 2, "next": "200", "continuous": false}),
        ] {
            let refused = update(&app, &user, change).await;
            assert_eq!(ask::refusals(&refused), ["NOT_ALLOWED next"]);
        }
        let loose = json!({"id": id, "version": 2, "continuous": false});
        ask::done(&update(&app, &user, loose).await, "numberSequence");
        let both = json!({"id": id, "version": 3, "next": "200", "continuous": true});
        assert_eq!(ask::refusals(&update(&app, &user, both).await), ["NOT_ALLOWED next"]);
        let skip = json!({"id": id, "version": 3, "next": "200"});
        ask::done(&update(&app, &user, skip).await, "numberSequence");
        assert_eq!(drawn(&app, &user).await, "VEN-000200");
    }

    async fn a_continuous_sequence_has_no_gap_after_a_refused_act(app: TestApp) {
        let user = app.admin(&app.a);
        let id = sequence(&app, &user, "AGREEMENT").await["id"].clone();
        let continuous = json!({"id": id, "version": 1, "continuous": true});
        ask::done(&update(&app, &user, continuous).await, "numberSequence");
        let input = |line: Value| {
            let (app, user) = (&app, &user);
            async move {
                let shown = "agreement { number }";
                let input = agreement(app, user, line).await;
                ask::payload(app, user, "agreementCreate", shown, input).await
            }
        };
        let made = input(json!([])).await;
        assert_eq!(ask::done(&made, "agreement")["number"], "AGR-000001");
        let refused = input(json!([{"commitmentType": "VALUE", "amount": "-1"}])).await;
        assert_eq!(refused["agreement"], Value::Null, "{refused}");
        let made = input(json!([{"commitmentType": "VALUE", "amount": "1000"}])).await;
        assert_eq!(ask::done(&made, "agreement")["number"], "AGR-000002");
    }

    async fn all_that_is_wrong_is_said_at_once_and_nothing_is_changed(app: TestApp) {
        let user = app.admin(&app.a);
        let before = all(&app, &user).await;
        let id = sequence(&app, &user, "VENDOR").await["id"].clone();
        let wrong = json!({
            "id": id,
            "version": 2,
            "prefix": "x".repeat(17),
            "digits": 19,
            "maximum": "1000000000000000000",
            "next": "0",
        });
        let refused = update(&app, &user, wrong).await;
        let expected = [
            "MALFORMED prefix",
            "NOT_ALLOWED next",
            "NOT_POSITIVE next",
            "OUT_OF_RANGE digits",
            "OUT_OF_RANGE maximum",
            "STALE_VERSION version",
        ];
        assert_eq!(ask::refusals(&refused), expected);
        let errors = refused["userErrors"].as_array().expect("a list");
        let said = |field: &str| errors.iter().find(|error| error["field"] == json!([field]));
        assert_eq!(said("version").expect("a refusal")["currentVersion"], 1);
        assert_eq!(said("digits").expect("a refusal")["limit"], "18");
        assert_eq!(said("maximum").expect("a refusal")["limit"], "999999999999999999");
        // Fewer digits than the maximum has.
        let wrong = json!({"id": id, "version": 1, "digits": 5});
        let refused = update(&app, &user, wrong).await;
        assert_eq!(ask::refusals(&refused), ["OUT_OF_RANGE maximum"]);
        assert_eq!(refused["userErrors"][0]["limit"], "99999");
        assert_eq!(all(&app, &user).await, before);
    }

    async fn a_foreign_id_is_answered_as_an_unknown_one(app: TestApp) {
        let reader_of_b = app.viewer(&app.b);
        let before = all(&app, &reader_of_b).await;
        for id in ask::nothing(&app, "NumberSequence", &before[0]["id"]) {
            let change = json!({"id": id, "version": 1, "prefix": "MINE-"});
            let refused = update(&app, &app.admin(&app.a), change).await;
            assert_eq!(refused, ask::not_found("numberSequence", "id"));
        }
        assert_eq!(all(&app, &reader_of_b).await, before);
    }

    async fn without_the_permission_nothing_is_changed(app: TestApp) {
        let before = all(&app, &app.viewer(&app.a)).await;
        let change = json!({"id": before[0]["id"], "version": 1, "prefix": "FORBIDDEN-"});
        ask::forbidden_to(&app, &ask::not_setup(&app), "numberSequenceUpdate", change).await;
        assert_eq!(all(&app, &app.viewer(&app.a)).await, before);
    }
}

/// The payload of a `numberSequenceUpdate`.
async fn update(app: &TestApp, user: &User, input: Value) -> Value {
    let shown = format!("numberSequence {{ {SHOWN} }}");
    ask::payload(app, user, "numberSequenceUpdate", &shown, input).await
}

/// What an agreement with these lines is made of: a vendor and a classification of its own.
async fn agreement(app: &TestApp, user: &User, lines: Value) -> Value {
    let vendor = json!({"name": "Nord"});
    let vendor = ask::payload(app, user, "vendorCreate", "vendor { id }", vendor).await;
    let code = format!("C{}", lines.to_string().len());
    let classification = json!({"code": code, "name": "Frame"});
    let mutation = "agreementClassificationCreate";
    let shown = "agreementClassification { id }";
    let classification = ask::payload(app, user, mutation, shown, classification).await;
    json!({
        "vendorId": ask::done(&vendor, "vendor")["id"],
        "agreementClassificationId": ask::done(&classification, "agreementClassification")["id"],
        "defaultExpirationDate": "2026-12-31",
        "lines": lines,
    })
}
