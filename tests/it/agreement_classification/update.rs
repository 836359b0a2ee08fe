//! `agreementClassificationUpdate`.

use serde_json::{Value, json};

use super::{SHOWN, all, classification, full};
use crate::ask;
use crate::harness::user::User;
use crate::harness::{TestApp, both};

both! {
    async fn what_is_left_out_stays_and_null_takes_away(app: TestApp) {
        let user = app.manager(&app.a);
        let made = full(&app, &user).await;
        let id = &made["id"];
        let nothing = json!({"id": id, "version": 1});
        let unchanged = ask::done(&update(&app, &user, nothing).await, "agreementClassification");
        let mut expected = made.clone();
        expected["version"] = json!(2);
        assert_eq!(unchanged, expected);

        let null = json!({
            "id": id,
            "version": 2,
            "description": null,
            "externalCode": null,
            "primaryWorker": null,
            "secondaryWorker": null,
        });
        let changed = ask::done(&update(&app, &user, null).await, "agreementClassification");
        for field in ["description", "externalCode", "primaryWorker", "secondaryWorker"] {
            expected[field] = Value::Null;
        }
        expected["version"] = json!(3);
        assert_eq!(changed, expected);

        let new = json!({
            "code": "FRAME",
            "name": "Frame",
            "description": "New",
            "externalCode": "F",
            "requireDirectInvoicing": false,
            "subcontractors": false,
            "certifications": false,
            "activities": false,
            "primaryWorker": "cecilia",
            "secondaryWorker": "david",
            "names": [{"language": "fi", "name": "Puitesopimus"}],
        });
        let mut change = new.clone();
        change["id"] = id.clone();
        change["version"] = json!(3);
        let changed = ask::done(&update(&app, &user, change).await, "agreementClassification");
        let mut expected = new;
        expected["id"] = id.clone();
        expected["version"] = json!(4);
        assert_eq!(changed, expected);
        let read = ask::get(&app, &user, "agreementClassification", SHOWN, id).await;
        assert_eq!(read, expected);
    }

    async fn names_replace_all_names(app: TestApp) {
        let user = app.manager(&app.a);
        let made = full(&app, &user).await;
        let renamed = json!([
            {"language": "de-AT", "name": "Abruf"},
            {"language": "en-GB", "name": "Call-off"},
        ]);
        let change = json!({"id": made["id"], "version": 1, "names": renamed});
        let changed = ask::done(&update(&app, &user, change).await, "agreementClassification");
        assert_eq!(changed["names"], renamed);
        let none = json!({"id": made["id"], "version": 2, "names": []});
        let changed = ask::done(&update(&app, &user, none).await, "agreementClassification");
        assert_eq!(changed["names"], json!([]));
    }

    async fn all_that_is_wrong_is_said_at_once_and_nothing_is_changed(app: TestApp) {
        let user = app.manager(&app.a);
        let made = full(&app, &user).await;
        let wrong = json!({
            "id": made["id"],
            "version": 2,
            "code": "x".repeat(21),
            "name": "",
            "description": "bell\u{7}",
            "externalCode": "",
            "primaryWorker": null,
            "names": [{"language": "sv", "name": "A"}, {"language": "sv", "name": "B"}],
        });
        let refused = update(&app, &user, wrong).await;
        let expected = [
            "DUPLICATE names[1].language",
            "MALFORMED code",
            "MALFORMED description",
            "REQUIRED externalCode",
            "REQUIRED name",
            "STALE_VERSION version",
            // The second worker would be left without a first.
            "WORKERS secondaryWorker",
        ];
        assert_eq!(ask::refusals(&refused), expected);
        assert_eq!(refused["userErrors"][0]["currentVersion"], 1);
        assert_eq!(all(&app, &user).await, json!([made]));
    }

    async fn a_code_of_another_classification_is_refused_and_the_names_stay(app: TestApp) {
        let user = app.manager(&app.a);
        let made = full(&app, &user).await;
        classification(&app, &user, "FRAME").await;
        let change = json!({"id": made["id"], "version": 1, "code": "FRAME", "names": []});
        assert_eq!(ask::refusals(&update(&app, &user, change).await), ["ALREADY_USED code"]);
        let read = ask::get(&app, &user, "agreementClassification", SHOWN, &made["id"]).await;
        assert_eq!(read, made);
    }

    async fn a_foreign_id_is_answered_as_an_unknown_one(app: TestApp) {
        let of_b = full(&app, &app.manager(&app.b)).await;
        for id in ask::nothing(&app, "AgreementClassification", &of_b["id"]) {
            let change = json!({"id": id, "version": 1, "names": []});
            let refused = update(&app, &app.manager(&app.a), change).await;
            assert_eq!(refused, ask::not_found("agreementClassification", "id"));
        }
        assert_eq!(all(&app, &app.viewer(&app.b)).await, json!([of_b]));
    }

    async fn without_the_permission_nothing_is_changed(app: TestApp) {
        let made = full(&app, &app.manager(&app.a)).await;
        let change = json!({"id": made["id"], "version": 1, "name": "Forbidden", "names": []});
        let nobody = ask::not_master_data(&app);
        ask::forbidden_to(&app, &nobody, "agreementClassificationUpdate", change).await;
        assert_eq!(all(&app, &app.viewer(&app.a)).await, json!([made]));
    }
}

/// The payload of an `agreementClassificationUpdate`.
async fn update(app: &TestApp, user: &User, input: Value) -> Value {
    let shown = format!("agreementClassification {{ {SHOWN} }}");
    ask::payload(app, user, "agreementClassificationUpdate", &shown, input).await
}
